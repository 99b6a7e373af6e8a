using EvoQuality.Evolution;

namespace EvoQuality.Handoff;

/// <summary>What no engine with fixed batches does as <see cref="OnlineStage"/> does.</summary>
internal static class SharedDifferences
{
    public static void Add(EngineSettings settings, TrainingJob job)
    {
        settings.Differs("A picture that is in several pairs of a step is asked once per pair, G answers each; its mean and variance are over all of them.");
        if (job.Online.Partners == PartnerScope.AllVoted)
            settings.Differs(FormattableString.Invariant($"Partners count from the step on in which they were first asked: there is no refresh of all pictures, which is every {job.Online.RefreshEvery} steps here."));
        if (job.Steps * job.Online.PairsPerStep > job.Preferences.Preferences.Count)
            settings.Differs("A step at the end of an epoch is filled up with pairs of the next.");
        OfTraining(settings, job);
    }

    /// <summary>Those that also hold where pictures are not asked in pairs.</summary>
    public static void OfTraining(EngineSettings settings, TrainingJob job)
    {
        if (job.Online.Diversity is not null) settings.Differs("The training does not end where the answers have become all alike.");
        if (job.Online.Adapter is { } adapter) settings.Differs($"All weights are trained; the run trained adapters of rank {adapter.Rank}.");
    }
}

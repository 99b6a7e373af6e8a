using EvoQuality.Foundations;
using EvoQuality.Voting;

namespace EvoQuality.Evolution;

/// <summary>Which pairs a training takes at which step: every epoch visits every pair once, in an order of its own.</summary>
/// <param name="preferences">All pairs of the round.</param>
/// <param name="pairsPerStep">Pairs of a step, 1 or more.</param>
/// <param name="seed">Root of the training's draws; a step's pairs depend on it and the step alone.</param>
public sealed class PairSchedule(PreferenceSet preferences, int pairsPerStep, SeedTree seed)
{
    /// <summary>Steps of one pass over the pairs; the last of them may have fewer.</summary>
    public int StepsPerEpoch => (preferences.Preferences.Count + pairsPerStep - 1) / pairsPerStep;

    /// <summary>The pairs of a step, counted from 0.</summary>
    public PreferenceSet Step(int step) =>
        new([.. Epoch(step / StepsPerEpoch).Skip(step % StepsPerEpoch * pairsPerStep).Take(pairsPerStep)]);

    /// <summary>All pairs in the order of an epoch, counted from 0.</summary>
    public IReadOnlyList<Preference> Epoch(int epoch)
    {
        var order = Enumerable.Range(0, preferences.Preferences.Count).ToArray();
        seed.Child("epoch").Child(epoch).Source().Shuffle(order);
        return [.. order.Select(p => preferences.Preferences[p])];
    }

    /// <summary>
    /// Steps that all have the same number of pairs, as engines with fixed batches want them: epochs follow one another without
    /// a gap. As long as no epoch has ended short, these are the pairs of <see cref="Step"/>.
    /// </summary>
    /// <param name="steps">Number of steps.</param>
    public IEnumerable<IReadOnlyList<Preference>> Full(int steps) =>
        Enumerable.Range(0, int.MaxValue).SelectMany(Epoch).Chunk(pairsPerStep).Take(steps);
}

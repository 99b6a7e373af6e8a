using EvoQuality.Foundations;
using EvoQuality.Voting;

namespace EvoQuality.Evolution.Studies;

/// <summary>
/// What a finished cell has computed that another of the same seed would compute again, bit for bit: the start's scores and
/// votes, and, where two variants differ from round 2 on alone, the first round.
/// </summary>
internal static class FinishedWork
{
    /// <summary>Copies it into the folder of a cell that is about to start; files that are there stay.</summary>
    /// <param name="from">A finished cell.</param>
    /// <param name="to">The cell that starts.</param>
    /// <param name="source">Folder of the finished cell.</param>
    /// <param name="target">Folder of the other.</param>
    public static void Bring(StudyCell from, StudyCell to, string source, string target)
    {
        var (a, b) = (from.Setup, to.Setup);
        if (from.Seed != to.Seed || from.Variant.StartsFrom != to.Variant.StartsFrom || a.Policy != b.Policy || a.Style != b.Style) return;
        var (done, next) = (a.Options(), b.Options());
        if (done.Scores == next.Scores) Copy(EvolutionRecord.ScoresOf(0));
        if (Asked(done.Votes) == Asked(next.Votes))
        {
            if (done.TestPairs == next.TestPairs) Copy(EvolutionRecord.TestVotesOf(0));
            if (SamePairs()) Copy(EvolutionRecord.VotesOf(0));
        }

        if (!(SamePairs() && done.Scores == next.Scores && FirstRound(done) == FirstRound(next))) return;
        foreach (var name in new[] { EvolutionRecord.MetricsOf(1), EvolutionRecord.ScoresOf(1), EvolutionRecord.TestVotesOf(1) }) Copy(name);
        var policy = EvolutionRecord.PolicyOf(1);
        if (CheckedFolder.Exists(Path.Combine(source, policy)) && !CheckedFolder.Exists(Path.Combine(target, policy)))
            CheckedFolder.Copy(Path.Combine(source, policy), Path.Combine(target, policy));

        bool SamePairs() => a.Scenes == b.Scenes && done.PairsPerRound == next.PairsPerRound && done.Pairing == next.Pairing;
        void Copy(string name)
        {
            var (file, copy) = (Path.Combine(source, name), Path.Combine(target, name));
            if (File.Exists(file) && !File.Exists(copy)) AtomicFile.WriteAllBytes(copy, File.ReadAllBytes(file));
        }
    }

    /// <summary>What decides the votes that are written down: not how they are counted, but whether the probability is kept.</summary>
    private static VoteOptions Asked(VoteOptions votes) => votes with { Preferences = new PreferenceOptions { Evidence = votes.Preferences.Evidence } };

    /// <summary>What decides a first round.</summary>
    private static EvolutionOptions FirstRound(EvolutionOptions options) => options with { Rounds = 1, Reference = ReferenceChoice.Initial };
}

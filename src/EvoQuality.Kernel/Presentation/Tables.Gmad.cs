using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <content>Where models contradict each other.</content>
public static partial class Tables
{
    /// <summary>How far models agree, two by two.</summary>
    public static DataFrame ModelAgreement(IReadOnlyList<ModelScores> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        return new TableOf<ModelAgreement>(models.SelectMany((first, i) => models.Skip(i + 1).Select(second => Evaluation.ModelAgreement.Of(first, second))))
            .Text("model", a => a.First)
            .Text("against", a => a.Second)
            .Number("SRCC", a => a.Srcc)
            .Number("pairs in the same order", a => a.SameOrder)
            .Frame;
    }

    /// <summary>Every pair of the contests with the scores of both models.</summary>
    /// <param name="contests">The contests.</param>
    /// <param name="images">The pictures that their pairs index.</param>
    public static DataFrame GmadPairs(IReadOnlyList<GmadContest> contests, IReadOnlyList<IqaImage> images)
    {
        ArgumentNullException.ThrowIfNull(contests);
        ArgumentNullException.ThrowIfNull(images);
        return new TableOf<(GmadContest Contest, GmadPair Pair)>(contests.SelectMany(c => c.Pairs.Select(p => (c, p))))
            .Text("attacker", r => r.Contest.Attacker.Name)
            .Text("defender", r => r.Contest.Defender.Name)
            .Whole("level", r => r.Pair.Level + 1)
            .Text("first", r => images[r.Pair.First].Id)
            .Text("second", r => images[r.Pair.Second].Id)
            .Number("attacker first", r => r.Contest.Attacker.Scores[r.Pair.First])
            .Number("attacker second", r => r.Contest.Attacker.Scores[r.Pair.Second])
            .Number("defender first", r => r.Contest.Defender.Scores[r.Pair.First])
            .Number("defender second", r => r.Contest.Defender.Scores[r.Pair.Second])
            .Number("opinion first", r => images[r.Pair.First].Mos)
            .Number("opinion second", r => images[r.Pair.Second].Mos)
            .Frame;
    }

    /// <summary>What the opinion scores say about the attacks: in how many pairs they side with the attacker, and by how much.</summary>
    /// <param name="contests">The contests.</param>
    /// <param name="images">The pictures that their pairs index; pairs without both opinion scores are left out.</param>
    public static DataFrame GmadOutcome(IReadOnlyList<GmadContest> contests, IReadOnlyList<IqaImage> images)
    {
        ArgumentNullException.ThrowIfNull(contests);
        ArgumentNullException.ThrowIfNull(images);
        double[] Gaps(GmadContest contest) => [.. contest.Pairs.Select(p => images[p.First].Mos - images[p.Second].Mos).OfType<double>()];
        return new TableOf<(GmadContest Contest, double[] Gaps)>(contests.Select(c => (c, Gaps(c))))
            .Text("attacker", r => r.Contest.Attacker.Name)
            .Text("defender", r => r.Contest.Defender.Name)
            .Whole("pairs", r => r.Gaps.Length)
            .Whole("opinion with the attacker", r => r.Gaps.Count(g => g > 0))
            .Number("mean opinion gap, points", r => r.Gaps.Length == 0 ? null : r.Gaps.Average())
            .Frame;
    }
}

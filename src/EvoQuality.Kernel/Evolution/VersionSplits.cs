using EvoQuality.Evaluation;
using EvoQuality.Foundations;

namespace EvoQuality.Evolution;

/// <summary>What every round and every control gained over the start, split into sharper, calibrated and wiser.</summary>
public static class VersionSplits
{
    private const int Resamples = 1000;

    /// <summary>The rounds in their order, then the controls; empty where nothing was evaluated, without those whose scores are constant.</summary>
    /// <param name="rounds">The start and the rounds.</param>
    /// <param name="controls">The controls that were run.</param>
    /// <param name="seed">The run's root.</param>
    /// <param name="resamples">Bootstrap resamples, 1 or more.</param>
    public static IReadOnlyList<SharperOrWiser> Of(
        IReadOnlyList<RoundResult> rounds, IReadOnlyDictionary<ControlKind, EvaluationReport> controls, SeedTree seed, int resamples = Resamples)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        ArgumentNullException.ThrowIfNull(controls);
        if (rounds[0].Evaluation is not { } start) return [];
        return
        [
            .. rounds.Skip(1).Select(r => ($"round {r.Round}", r.Evaluation!))
                .Concat(controls.OrderBy(c => c.Key).Select(c => (RunSummary.Name(c.Key).Replace('_', ' '), c.Value)))
                .Select(v => SharperOrWiser.Of(v.Item1, start.Scores, v.Item2.Scores, resamples, seed.Child("split")))
                .OfType<SharperOrWiser>(),
        ];
    }
}

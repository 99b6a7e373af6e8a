using EvoQuality.Evaluation;
using EvoQuality.Grpo;

namespace EvoQuality.Evolution;

/// <summary>One version of the policy: how it was trained, how it votes, how it scores.</summary>
/// <param name="Round">0 is the start; r has been through r rounds.</param>
/// <param name="Training">Steps that led here from the version before; empty for the start.</param>
/// <param name="Votes">Votes this version cast on the pool; the pseudo-preferences of the next round.</param>
/// <param name="Evaluation">Scores on the test set; null without one.</param>
public sealed record RoundResult(int Round, IReadOnlyList<GrpoMetrics> Training, OfflineResult Votes, EvaluationReport? Evaluation)
{
    /// <summary>Scores in the middle of the training that led here; empty where none were asked for.</summary>
    public IReadOnlyList<StepEvaluation> Along { get; init; } = [];

    /// <summary>Why the training that led here ended early, a sentence; null where it did not.</summary>
    public string? EndedEarly { get; init; }
}

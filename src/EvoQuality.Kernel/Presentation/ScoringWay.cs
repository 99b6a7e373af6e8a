using EvoQuality.Evaluation;

namespace EvoQuality.Presentation;

/// <summary>The four ways of reading one score from a policy, in the order tables and charts list them.</summary>
internal sealed record ScoringWay(string Name, Func<EvaluationReport, CorrelationResult?> Correlation)
{
    public static readonly ScoringWay[] All =
    [
        new("one sample", r => r.SingleSample),
        new("mean of N", r => r.MeanOfN),
        new("greedy", r => r.Greedy),
        new("expected score", r => r.Expected),
    ];

    /// <summary>"start", "round 1", "round 2" …</summary>
    public static string Version(int round) => round == 0 ? "start" : $"round {round}";
}

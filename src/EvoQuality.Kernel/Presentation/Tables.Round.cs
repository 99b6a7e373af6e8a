using EvoQuality.Planning;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <content>What a round costs on paper.</content>
public static partial class Tables
{
    private const double Mega = 1e6, Tera = 1e12, Peta = 1e15, Hour = 3600, Gibi = 1L << 30;

    /// <summary>The parts of a round that charts and sums show, and the stages they are made of.</summary>
    internal static readonly (string Part, RoundStage[] Stages)[] RoundParts =
    [
        ("votes", [RoundStage.VisionEncoding, RoundStage.VotePrefill, RoundStage.VoteDecoding]),
        ("rollouts", [RoundStage.ScoreRollouts]),
        ("training", [RoundStage.PolicyLogProbs, RoundStage.ReferenceLogProbs, RoundStage.Backward, RoundStage.Update]),
        ("evaluation", [RoundStage.Evaluation]),
    ];

    /// <summary>Work and hours of every stage, and of all.</summary>
    /// <param name="cost">The round.</param>
    /// <param name="device">The device whose hours are counted.</param>
    public static DataFrame RoundStages(RoundCost cost, DeviceRates device)
    {
        ArgumentNullException.ThrowIfNull(cost);
        var rows = cost.Stages.Select(s => (Name: Words(s.Stage), s.Work, Hours: s.Seconds(device) / Hour)).ToArray();
        return new TableOf<(string Name, Work Work, double Hours)>(rows.Append(("all", cost.Work, rows.Sum(r => r.Hours))))
            .Text("stage", r => r.Name)
            .Number("million tokens", r => r.Work.Positions / Mega)
            .Number("million patches", r => r.Work.Patches / Mega)
            .Number("PFLOP", r => r.Work.Operations / Peta)
            .Number("TB of weights", r => r.Work.WeightBytes / Tera)
            .Number("TB of keys, values", r => r.Work.CacheBytes / Tera)
            .Number("GPU hours", r => r.Hours)
            .Frame;
    }

    /// <summary>Hours of the parts of several plans, and the memory they ask for.</summary>
    /// <param name="plans">Names and costs, in the order to show.</param>
    /// <param name="device">The device whose hours are counted.</param>
    public static DataFrame RoundPlans(IReadOnlyList<(string Name, RoundCost Cost)> plans, DeviceRates device)
    {
        ArgumentNullException.ThrowIfNull(plans);
        var table = new TableOf<(string Name, RoundCost Cost)>(plans).Text("plan", p => p.Name);
        foreach (var (part, stages) in RoundParts) table.Number($"{part}, h", p => p.Cost.DeviceHours(device, stages));
        return table
            .Number("GPU hours", p => p.Cost.DeviceHours(device))
            .Number("generation, GiB", p => p.Cost.GenerationBytes / Gibi)
            .Number("training, GiB", p => p.Cost.Training.Peak / Gibi)
            .Whole("GPUs at least", p => p.Cost.Devices(device))
            .Frame;
    }

    private static string Words(RoundStage stage) => stage switch
    {
        RoundStage.VisionEncoding => "vision encoding",
        RoundStage.VotePrefill => "prefill of vote prompts",
        RoundStage.VoteDecoding => "vote decoding",
        RoundStage.ScoreRollouts => "score rollouts",
        RoundStage.PolicyLogProbs => "log-probabilities, policy",
        RoundStage.ReferenceLogProbs => "log-probabilities, reference",
        RoundStage.Backward => "backward",
        RoundStage.Update => "update",
        RoundStage.Evaluation => "evaluation",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "Unknown stage."),
    };
}

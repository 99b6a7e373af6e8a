using EvoQuality.Grpo;

namespace EvoQuality.Evolution;

/// <summary>
/// The GRPO of one implementation, number for number: its advantage, its loss, and what belongs to it in the reward
/// (decision 0020). Sampling, batches and rates are not part of it.
/// </summary>
public sealed record GrpoPreset
{
    private static readonly GrpoLossOptions TrlLoss = new() { Beta = 0, Reduction = LossReduction.TokenMean };
    private static readonly AdvantageOptions TrlAdvantage = new() { Epsilon = 1e-4 };

    /// <summary>What a parameter cell calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Eq. 4.</summary>
    public AdvantageOptions Advantage { get; init; } = new();

    /// <summary>Eqs. 5 and 6.</summary>
    public GrpoLossOptions Loss { get; init; } = new();

    /// <summary>See <see cref="Rewards.FidelityOptions.RootEpsilon"/>.</summary>
    public double RootEpsilon { get; init; }

    /// <summary>See <see cref="OnlineOptions.FormatWeight"/>.</summary>
    public double FormatWeight { get; init; }

    /// <summary>Eqs. 4 to 6 as printed: means of completions, k3, beta 0.05.</summary>
    public static GrpoPreset Paper { get; } = new() { Name = "paper" };

    /// <summary>TRL 1.10's defaults: loss type "dapo", no KL term, advantage epsilon 1e-4.</summary>
    public static GrpoPreset Trl { get; } = new() { Name = "trl", Advantage = TrlAdvantage, Loss = TrlLoss };

    /// <summary>TRL's loss type "grpo".</summary>
    public static GrpoPreset TrlGrpo { get; } = Trl with { Name = "trl-grpo", Loss = TrlLoss with { Reduction = LossReduction.CompletionMean } };

    /// <summary>TRL's loss type "bnpo".</summary>
    public static GrpoPreset TrlBnpo { get; } = Trl with { Name = "trl-bnpo", Loss = TrlLoss with { Reduction = LossReduction.MicroBatchTokenMean } };

    /// <summary>TRL's loss type "dr_grpo".</summary>
    public static GrpoPreset TrlDrGrpo { get; } = Trl with { Name = "trl-dr_grpo", Loss = TrlLoss with { Reduction = LossReduction.FixedLengthMean } };

    /// <summary>verl's defaults: dual clip, clamped log-ratios, token mean, no KL term (its own k3 when beta is set).</summary>
    public static GrpoPreset Verl { get; } = new()
    {
        Name = "verl",
        Loss = new GrpoLossOptions
        {
            Beta = 0,
            Ratio = PolicyRatio.ClampedToken,
            Surrogate = ClippedSurrogate.Dual,
            Kl = KlPenalty.K3Clamped,
            Reduction = LossReduction.TokenMean,
        },
    };

    /// <summary>VisualQuality-R1's training script: beta 0.04, its epsilons, and the format reward with the weight of the other.</summary>
    public static GrpoPreset VisualQualityR1 { get; } = new()
    {
        Name = "visualquality-r1",
        Advantage = new AdvantageOptions { Epsilon = 1e-4 },
        Loss = new GrpoLossOptions { Beta = 0.04 },
        RootEpsilon = 1e-6,
        FormatWeight = 1,
    };

    /// <summary>All presets.</summary>
    public static IReadOnlyList<GrpoPreset> All { get; } = [Paper, Trl, TrlGrpo, TrlBnpo, TrlDrGrpo, Verl, VisualQualityR1];

    /// <summary>The preset of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message names all.</exception>
    public static GrpoPreset Named(string name) =>
        All.FirstOrDefault(p => p.Name == name)
        ?? throw new ArgumentException($"There is no GRPO preset '{name}'; expected {string.Join(", ", All.Select(p => p.Name))}.", nameof(name));
}

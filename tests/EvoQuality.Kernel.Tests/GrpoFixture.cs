using System.Text.Json;
using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

/// <summary>Numbers of TRL, verl and VisualQuality-R1 (recipe: environment/reference/make_grpo_fixture.py).</summary>
public sealed record GrpoFixture(
    GrpoFixture.Batch[] Batches,
    GrpoFixture.TrlCase[] Trl,
    GrpoFixture.AdvantageCase[] TrlAdvantages,
    GrpoFixture.VerlCase[] Verl,
    GrpoFixture.AdvantageCase[] VerlAdvantages,
    GrpoFixture.RewardCase[] VisualqualityRewards,
    GrpoFixture.LossCase[] Visualquality)
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static GrpoFixture Load() => JsonSerializer.Deserialize<GrpoFixture>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "numeric", "grpo.json")), SnakeCase)!;

    public sealed record Batch(double[][] Logps, double[][] Old, double[][] Ref, double[][] Mask, double[] Advantages);

    public record LossCase([property: JsonPropertyName("batch")] int Index, double Loss, double[][] Grad);

    public sealed record TrlCase(
        int Index, double Loss, double[][] Grad, string LossType, double Beta, string Level, double? Delta, double EpsilonHigh,
        int Accumulation, int MaxCompletionLength, double? Kl, Dictionary<string, double> Clip) : LossCase(Index, Loss, Grad);

    public sealed record VerlCase(
        int Index, double Loss, double[][] Grad, string Mode, string KlKind, double Beta, double EpsilonHigh, int Parts, int MaxLength,
        double Clipped) : LossCase(Index, Loss, Grad);

    public sealed record AdvantageCase(double[][] Rewards, string? Scale, double[] Advantages, double RewardStd, double ZeroStd);

    public sealed record RewardCase(double[] Mos, double[][] Scores, string[] Texts, double[][] Accuracy, double[][] Format, double[] Advantages);

    public static Tensor Rows(double[][] rows) =>
        tensor(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length], dtype: ScalarType.Float64);
}

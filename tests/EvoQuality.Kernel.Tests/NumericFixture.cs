using System.Text.Json;

namespace EvoQuality.Kernel.Tests;

/// <summary>Numbers of scipy and TRL (recipe: environment/reference/make_numeric_fixture.py).</summary>
public sealed record NumericFixture(
    NumericFixture.CorrelationCase[] Correlation,
    NumericFixture.NormalCase[] NormalCdf,
    NumericFixture.LogisticCase[] Logistic,
    NumericFixture.DependentCase[] Dependent,
    NumericFixture.FidelityCase[] Fidelity,
    NumericFixture.LossCase[] GrpoTrl)
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static NumericFixture Load() => JsonSerializer.Deserialize<NumericFixture>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "numeric", "numeric.json")), SnakeCase)!;

    public sealed record CorrelationCase(
        double[] Pred, double[] Mos, double[] Ranks, double Srcc, double Plcc, double Krcc, double Rmse);

    public sealed record LogisticCase(double[] Pred, double[] Mos, FitCase? Four, FitCase? Five);

    public sealed record FitCase(double[] Parameters, double SquaredError, double Plcc);

    public sealed record DependentCase(
        double First, double Second, double Between, int Images, double Steiger, double SteigerP, double Meng, double MengP);

    public sealed record NormalCase(double Z, double Cdf);

    public sealed record FidelityCase(double[][] Scores, double[][] Pairs, double[][] Rewards)
    {
        [System.Text.Json.Serialization.JsonPropertyName("advantages_eps1e6")]
        public required double[][] AdvantagesEps1e6 { get; init; }

        [System.Text.Json.Serialization.JsonPropertyName("advantages_eps1e4")]
        public required double[][] AdvantagesEps1e4 { get; init; }
    }

    public sealed record LossCase(
        double Beta, double[][] Logps, double[][] Old, double[][] Ref, double[][] Mask, double[] Advantages,
        double Loss, double[][] Grad, double ClipLow, double ClipHigh);
}

using System.Text.Json;
using EvoQuality.Grpo;
using EvoQuality.Rewards;
using EvoQuality.Statistics;
using EvoQuality.Voting;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Parity;

/// <summary>
/// Compares our numbers with scipy's, transformers' image processor and TRL's loss on a folder made by
/// make_numeric_fixture.py. Parts the folder does not have are left out.
/// </summary>
public static class NumericParity
{
    /// <summary>The file that makes a folder one of this kind.</summary>
    public const string FileName = "numeric.json";

    /// <summary>Largest accepted difference of a correlation, reward, loss or gradient.</summary>
    public const double Tolerance = 1e-9;

    /// <summary>Largest accepted difference of an advantage: they are divided by a small spread.</summary>
    public const double AdvantageTolerance = 1e-8;

    /// <summary>Largest accepted difference of a normalised pixel; one grey level is 0.014.</summary>
    public const double PixelTolerance = 1e-5;

    /// <summary>Reads the folder and measures.</summary>
    public static NumericParityResult Measure(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, FileName)));
        var root = json.RootElement;
        var (rewards, advantages) = root.TryGetProperty("fidelity", out var fidelity) ? Fidelity(fidelity) : (null, null);
        var (loss, gradient, compared, skipped) = root.TryGetProperty("grpo_trl", out var losses) ? Losses(losses) : default;
        return new NumericParityResult
        {
            Correlation = root.TryGetProperty("correlation", out var correlation) ? Correlations(correlation) : null,
            Rewards = rewards,
            Advantages = advantages,
            SmartResizeDifferences = root.TryGetProperty("smart_resize", out var sizes) ? ImageParity.Sizes(sizes) : null,
            Pixels = root.TryGetProperty("images", out var images) ? ImageParity.Pixels(folder, images) : null,
            GrpoLoss = loss,
            GrpoGradient = gradient,
            GrpoCompared = compared,
            GrpoSkipped = skipped,
        };
    }

    private static double? Correlations(JsonElement cases) => Largest(cases.EnumerateArray().SelectMany(c =>
    {
        var (x, y) = (Numbers(c.GetProperty("pred")), Numbers(c.GetProperty("mos")));
        return new[]
        {
            Difference(Correlation.Spearman(x, y), c.GetProperty("srcc")), Difference(Correlation.Pearson(x, y), c.GetProperty("plcc")),
        };
    }));

    private static (double? Rewards, double? Advantages) Fidelity(JsonElement cases)
    {
        var (rewards, advantages) = (new List<double>(), new List<double>());
        foreach (var c in cases.EnumerateArray())
        {
            GroupScores[] groups = [.. Rows(c.GetProperty("scores")).Select(row => new GroupScores([.. row.Select(q => (double?)q)]))];
            var pairs = new PreferenceSet([.. Rows(c.GetProperty("pairs")).Select(p => new Preference((int)p[0], (int)p[1], p[2]))]);
            for (var i = 0; i < groups.Length; i++)
            {
                var partners = pairs.PartnersOf(i).Select(p => (groups[p.Partner].Summary()!.Value, p.Preference)).ToArray();
                var own = FidelityRewards.UnparsableAsZero(FidelityRewards.Compute(groups[i], partners, new FidelityOptions()));
                rewards.Add(Difference(own, c.GetProperty("rewards")[i]));
                advantages.Add(Difference(GroupAdvantage.Normalize(own, new AdvantageOptions()), c.GetProperty("advantages_eps1e6")[i]));
                advantages.Add(Difference(
                    GroupAdvantage.Normalize(own, new AdvantageOptions { Epsilon = 1e-4 }), c.GetProperty("advantages_eps1e4")[i]));
            }
        }

        return (Largest(rewards), Largest(advantages));
    }

    /// <summary>TRL divides every micro-batch's loss as a part of its batch: the counts say of how large a one.</summary>
    private static (double? Loss, double? Gradient, int Compared, int Skipped) Losses(JsonElement cases)
    {
        var (loss, gradient, skipped) = (new List<double>(), new List<double>(), 0);
        foreach (var c in cases.EnumerateArray())
        {
            if (Reduction(c) is not { } reduction)
            {
                skipped++;
                continue;
            }

            using var scope = NewDisposeScope();
            var logProbs = Matrix(c, "logps").requires_grad_();
            var mask = Matrix(c, "mask");
            var parts = c.TryGetProperty("accumulation", out var steps) ? steps.GetInt32() : 1;
            var here = BatchCounts.Of(mask, c.TryGetProperty("max_completion_length", out var longest) ? longest.GetInt32() : null);
            var batch = here with
            {
                Rows = here.Rows * parts,
                Tokens = c.TryGetProperty("items_in_batch", out var items) ? (long)items.GetDouble() : here.Tokens * parts,
            };
            using var terms = GrpoLoss.Compute(
                logProbs, Matrix(c, "old"), Matrix(c, "ref"), mask, tensor(Numbers(c.GetProperty("advantages"))), Options(c) with { Reduction = reduction }, batch);
            terms.Loss.backward();
            loss.Add(Math.Abs(terms.Loss.item<double>() - c.GetProperty("loss").GetDouble()));
            gradient.Add((logProbs.grad! - Matrix(c, "grad")).abs().max().item<double>());
        }

        return (Largest(loss), Largest(gradient), loss.Count, skipped);
    }

    private static GrpoLossOptions Options(JsonElement c) => new()
    {
        Beta = c.GetProperty("beta").GetDouble(),
        ClipRange = Number(c, "eps_low") ?? 0.2,
        ClipRangeHigh = Number(c, "eps_high"),
        RatioCap = Number(c, "delta"),
        Ratio = c.TryGetProperty("level", out var level) && level.GetString() == "sequence" ? PolicyRatio.Sequence : PolicyRatio.Token,
    };

    private static ReductionFunction? Reduction(JsonElement c) => (c.TryGetProperty("loss_type", out var type) ? type.GetString() : "grpo") switch
    {
        "grpo" => LossReduction.CompletionMean,
        "bnpo" => LossReduction.MicroBatchTokenMean,
        "dr_grpo" => LossReduction.FixedLengthMean,
        "dapo" => LossReduction.TokenMean,
        _ => null,
    };

    private static double? Number(JsonElement c, string key) => c.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static Tensor Matrix(JsonElement c, string key)
    {
        var rows = Rows(c.GetProperty(key));
        return tensor(rows.SelectMany(row => row).ToArray()).view(rows.Length, -1);
    }

    private static double Difference(double? ours, JsonElement theirs) => Math.Abs((ours ?? double.NaN) - theirs.GetDouble());

    private static double Difference(double[] ours, JsonElement theirs) =>
        Largest(ours.Zip(Numbers(theirs), (a, b) => Math.Abs(a - b))) ?? 0;

    /// <summary>The largest; NaN where one is NaN; null for none.</summary>
    private static double? Largest(IEnumerable<double> values) =>
        values.Aggregate((double?)null, (largest, value) => largest is { } l ? Math.Max(l, value) : value); // Math.Max keeps NaN

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetDouble())];

    private static double[][] Rows(JsonElement table) => [.. table.EnumerateArray().Select(Numbers)];
}

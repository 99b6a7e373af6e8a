using EvoQuality.Weights;
using static TorchSharp.torch;

namespace EvoQuality.Certification;

/// <summary>Compares what two programs made of one plan.</summary>
internal sealed class ParityComparison(CertificationPlan plan, ModelAnswers ours, ModelAnswers theirs, SafetensorsFile our, SafetensorsFile their)
{
    private readonly bool _exact = plan.Dtype == "float32";

    /// <summary>All lines of the certificate.</summary>
    public IReadOnlyList<ParityCheck> Checks() =>
    [
        new("model files", "files whose SHA-256 differ", Different(ours.Files, theirs.Files), 0),
        new("pictures", "files whose SHA-256 differ", Different(ours.Pictures, theirs.Pictures), 0),
        new("prompt ids", "prompts with another token", Cases("ids.").Count(n => !(Largest(n, n) <= 0)), 0),
        new("pixel rows", "largest difference of a normalised pixel", Worst(Pictures("pixels.").Select(n => Largest(n, n))), ParityTolerances.Pixel),
        Numbers("image features", Pictures("features."), ParityTolerances.Feature, relative: true),
        Numbers("last logits", Cases("logits."), ParityTolerances.Logit, relative: false),
        new("greedy answers", _exact ? "answers that differ beyond a tie" : "answers that differ where bf16 does not decide", plan.Cases.Where(Differs).Count(), 0),
    ];

    private IEnumerable<string> Cases(string prefix) => plan.Cases.Select(c => prefix + c.Name);

    private IEnumerable<string> Pictures(string prefix) => plan.Pictures.Keys.Select(name => prefix + name);

    private static int Different(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        a.Keys.Union(b.Keys).Count(name => !a.TryGetValue(name, out var x) || !b.TryGetValue(name, out var y) || x != y);

    private ParityCheck Numbers(string name, IEnumerable<string> keys, double tolerance, bool relative)
    {
        var all = keys.ToArray();
        if (!_exact)
        {
            var (mine, others) = (RootMeanSquare(all.Select(k => (our, k))), RootMeanSquare(all.Select(k => (their, k))));
            return new(name, "distance from transformers' fp32, ours divided by transformers' own in bf16", mine / others, ParityTolerances.Bf16Ratio);
        }

        return relative
            ? new(name, "largest difference, relative to the largest number", Worst(all.Select(k => Largest(k, k) / Magnitude(k))), tolerance)
            : new(name, "largest difference", Worst(all.Select(k => Largest(k, k))), tolerance);
    }

    /// <summary>Whether two answers part where the likeliest token was not a matter of rounding.</summary>
    private bool Differs(CertificationCase one, int index)
    {
        var (mine, other) = (ours.Answers[index].Ids, theirs.Answers[index].Ids);
        var at = mine.Zip(other).TakeWhile(p => p.First == p.Second).Count();
        if (at == mine.Count && at == other.Count) return false;
        var tie = _exact ? ParityTolerances.Tie : 2 * Largest(their, "logits." + one.Name, their, "exact.logits." + one.Name);
        return !(theirs.Answers[index].Margins is { } margins && at < margins.Count && margins[at] <= tie);
    }

    private double RootMeanSquare(IEnumerable<(SafetensorsFile File, string Key)> keys)
    {
        var (sum, count) = (0.0, 0L);
        foreach (var (file, key) in keys)
        {
            using var scope = NewDisposeScope();
            var (a, b) = (Read(file, key), Read(their, "exact." + key));
            if (!a.shape.SequenceEqual(b.shape)) return double.PositiveInfinity;
            sum += (a - b).square().sum().item<double>();
            count += a.NumberOfElements;
        }

        return Math.Sqrt(sum / count);
    }

    /// <summary>The largest; not a number where one is not a number, which <see cref="Enumerable.Max(IEnumerable{double})"/> would pass over.</summary>
    private static double Worst(IEnumerable<double> differences) => differences.Aggregate(0.0, (a, b) => a >= b || double.IsNaN(a) ? a : b);

    private double Largest(string ourKey, string theirKey) => Largest(our, ourKey, their, theirKey);

    private static double Largest(SafetensorsFile one, string key, SafetensorsFile other, string otherKey)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Read(one, key), Read(other, otherKey));
        return a.shape.SequenceEqual(b.shape) ? (a - b).abs().max().item<double>() : double.PositiveInfinity;
    }

    private double Magnitude(string key)
    {
        using var scope = NewDisposeScope();
        return Read(their, key).abs().max().item<double>();
    }

    private static Tensor Read(SafetensorsFile file, string key) => file.Entries.ContainsKey(key)
        ? file.Read(key).to_type(ScalarType.Float64)
        : throw new InvalidDataException($"{file.Path}: expected a tensor named {key}, but the file has none; make it again with certify.py.");
}

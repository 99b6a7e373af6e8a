using System.Globalization;
using System.Text.RegularExpressions;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

/// <summary>
/// Names, shapes and counts of the published checkpoints. The approved texts were compared with what transformers builds
/// (environment/reference/check_manifest.py).
/// </summary>
public partial class WeightManifestTests
{
    [Theory]
    [InlineData("qwen2.5-vl-3b")]
    [InlineData("qwen2.5-vl-7b")]
    public void The_published_models_have_these_weights(string name)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "manifests");
        var config = ConfigFile.Load(Path.Combine(folder, $"{name}.config.json"));
        using var model = new Qwen25VLModel(config, META);
        (string Name, long[] Shape)[] built = [.. model.named_parameters().Select(p => (p.name, p.parameter.shape))];

        Assert.Equal(File.ReadAllText(Path.Combine(folder, $"{name}.txt")), Fold(built));
        Assert.Equal(Lines(built), Lines(WeightManifest.Of(config))); // what folders are compared with before anything is built
    }

    private static IEnumerable<string> Lines(IEnumerable<(string Name, long[] Shape)> tensors) =>
        tensors.Select(t => $"{t.Name} {string.Join('x', t.Shape)}").Order(StringComparer.Ordinal);

    /// <summary>One line per name and shape; the layers that have it as a range.</summary>
    private static string Fold((string Name, long[] Shape)[] tensors)
    {
        var lines = tensors
            .GroupBy(t => (Name: Layer().Replace(t.Name, "$1.*."), Shape: string.Join('x', t.Shape)))
            .OrderBy(g => g.Key.Name, StringComparer.Ordinal)
            .Select(g =>
            {
                int[] layers = [.. g.Select(t => Layer().Match(t.Name)).Where(m => m.Success).Select(m => int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)).Order()];
                Assert.Equal(Enumerable.Range(0, layers.Length), layers);
                return $"{g.Key.Name.Replace("*", $"0-{layers.Length - 1}", StringComparison.Ordinal)} {g.Key.Shape}\n";
            });
        var total = tensors.Sum(t => t.Shape.Aggregate(1L, (product, size) => product * size));
        return $"{tensors.Length} tensors, {total} parameters\n{string.Concat(lines)}";
    }

    [GeneratedRegex(@"(blocks|layers)\.(\d+)\.")]
    private static partial Regex Layer();
}

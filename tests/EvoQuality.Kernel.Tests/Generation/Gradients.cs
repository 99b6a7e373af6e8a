using EvoQuality.Generation;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

/// <summary>Gradients of all parameters of a model, and how far two sets are apart.</summary>
internal static class Gradients
{
    /// <summary>Clears the gradients, runs what adds to them, and copies them.</summary>
    public static Dictionary<string, double[]> Of(Qwen25VLModel model, Action backward)
    {
        model.zero_grad();
        backward();
        var all = model.named_parameters().ToDictionary(
            p => p.name, p => p.parameter.grad is { } g ? [.. g.data<float>().ToArray().Select(v => (double)v)] : Array.Empty<double>());
        model.zero_grad();
        return all;
    }

    /// <summary>Distance relative to the length, every parameter; each must have a gradient that is not zero.</summary>
    public static void Same(Dictionary<string, double[]> expected, Dictionary<string, double[]> actual, double tolerance)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (var (name, gradient) in expected)
        {
            Assert.True(gradient.Any(g => g != 0), $"{name} has no gradient.");
            Assert.Equal(gradient.Length, actual[name].Length);
            var distance = Math.Sqrt(gradient.Zip(actual[name]).Sum(p => (p.First - p.Second) * (p.First - p.Second)));
            var length = Math.Sqrt(gradient.Sum(g => g * g));
            Assert.True(distance <= tolerance * length, $"{name}: the gradients are {distance / length:E2} of their length apart.");
        }
    }

    /// <summary>A scalar in which every completion and place has a weight of its own.</summary>
    public static Tensor Weighted(Tensor logProbs, CompletionBatch completions)
    {
        var weights = arange(1, completions.Ids.NumberOfElements + 1, dtype: ScalarType.Float32).sin().view_as(completions.Ids);
        return (logProbs.masked_fill(completions.Mask.eq(0), 0) * weights).sum();
    }
}

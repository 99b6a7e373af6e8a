using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using static TorchSharp.torch;

namespace EvoQuality.Evolution.WarmStart;

/// <summary>
/// Start values of the patch embedding under which all patterns of a patch are equally strong. In pictures coarse patterns have thousands of times
/// the power of fine ones, and damage lives in the fine ones: from ordinary start values an eye this small stays blind to them for
/// hundreds of steps (notebooks/notes/log.md). The weights are random rows times the inverse root of the patches' second moments (ZCA whitening).
/// </summary>
internal static class WhitenedPatches
{
    /// <summary>Added to the moments, in squared units of normalised pixels: patterns weaker than this are noise of 8-bit pictures.</summary>
    private const double Floor = 1e-3;

    private const string Name = "visual.patch_embed.proj.weight";

    /// <summary>Sets the start values.</summary>
    /// <param name="policy">Whose patch embedding.</param>
    /// <param name="images">Pictures like those to come; their patches must outnumber the values of a patch.</param>
    /// <param name="seed">Of the random rows.</param>
    public static void Start(QwenPolicy policy, IReadOnlyList<IqaImage> images, SeedTree seed)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var weight = policy.Model.named_parameters().Single(p => p.name == Name).parameter; // (D, C, T, y, x)
        var (size, channels, frames, side) = (weight.shape[0], weight.shape[1], weight.shape[2], weight.shape[3]);
        var values = channels * side * side;
        var patches = policy.Images.Patches(images).to_type(ScalarType.Float64); // (P, C*y*x): still images hold one frame
        var (moments, patterns) = linalg.eigh(patches.t().matmul(patches).DividedBy(patches.shape[0]));
        var whitening = patterns.mul(moments.Plus(Floor).rsqrt()).matmul(patterns.t());
        using var generator = seed.Generator();
        var rows = randn([size, values], ScalarType.Float64, generator: generator).DividedBy(Math.Sqrt(values)).matmul(whitening);
        weight.copy_(rows.DividedBy(frames).view(size, channels, 1, side, side).expand(weight.shape));
    }
}

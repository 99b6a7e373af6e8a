using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Grpo.Optimizer;

/// <summary>
/// Rounds to one of the two bf16 numbers around a value, with the chance that makes the mean exact: the nearer the likelier.
/// </summary>
internal sealed class ChanceRoundedValues(Tensor values) : IWideValues
{
    public (string Kind, Tensor Value)? Beside => null;

    public Tensor Read(long start, long count) => values.Piece(start, count).to_type(ScalarType.Float32);

    public void Write(long start, Tensor wide, SeedTree draw)
    {
        using var place = values.Piece(start, wide.NumberOfElements);
        using var generator = draw.Generator(wide.device);
        using var rounded = Round(wide, generator);
        place.copy_(rounded);
    }

    public void Dispose()
    {
    }

    /// <param name="wide">(N) fp32.</param>
    /// <param name="generator">On the same device.</param>
    /// <returns>(N) bf16: equal where the value is a bf16 number, else one of its two neighbours.</returns>
    public static Tensor Round(Tensor wide, Generator generator)
    {
        using var scope = NewDisposeScope();
        var nearest = wide.to_type(ScalarType.BFloat16);
        var rest = wide.sub(nearest); // exact: fp32 minus the bf16 number next to it
        var other = nextafter(nearest, rest.sign().mul_(FixedScalars.PositiveInfinity).to_type(ScalarType.BFloat16)); // NaN where rest is 0
        var gap = other.to_type(ScalarType.Float32).sub_(nearest).abs_();
        var away = rand(wide.shape, ScalarType.Float32, wide.device, generator: generator).mul_(gap).lt(rest.abs_()); // false where rest is 0
        return where(away, other, nearest).MoveToOuterDisposeScope();
    }
}

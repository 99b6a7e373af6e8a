using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Grpo.Optimizer;

/// <summary>Rounds to the nearest number of the type; fp32 values are changed in place.</summary>
internal sealed class RoundedValues(Tensor values) : IWideValues
{
    public (string Kind, Tensor Value)? Beside => null;

    public Tensor Read(long start, long count) => values.Piece(start, count).to_type(ScalarType.Float32); // fp32: the values themselves

    public void Write(long start, Tensor wide, SeedTree draw)
    {
        if (values.dtype == ScalarType.Float32) return;
        using var place = values.Piece(start, wide.NumberOfElements);
        place.copy_(wide);
    }

    public void Dispose()
    {
    }
}

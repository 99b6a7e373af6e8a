using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Grpo.Optimizer;

/// <summary>Keeps what rounding took away, in the values' own type: value and remainder together are the number.</summary>
internal sealed class CompensatedValues(Tensor values) : IWideValues
{
    private readonly Tensor _lost = zeros_like(values).DetachFromDisposeScope();

    public (string Kind, Tensor Value)? Beside => ("compensation", _lost);

    public Tensor Read(long start, long count)
    {
        using var scope = NewDisposeScope();
        return values.Piece(start, count).to_type(ScalarType.Float32)
            .add_(_lost.Piece(start, count), FixedScalars.One).MoveToOuterDisposeScope();
    }

    public void Write(long start, Tensor wide, SeedTree draw)
    {
        using var scope = NewDisposeScope();
        var place = values.Piece(start, wide.NumberOfElements);
        place.copy_(wide);
        _lost.Piece(start, wide.NumberOfElements).copy_(wide.sub_(place)); // exact in fp32, then rounded
    }

    public void Dispose() => _lost.Dispose();
}

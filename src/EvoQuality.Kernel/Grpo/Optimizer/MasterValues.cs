using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Grpo.Optimizer;

/// <summary>Keeps an fp32 copy that takes the changes; the values are its rounding.</summary>
internal sealed class MasterValues(Tensor values) : IWideValues
{
    private readonly Tensor _master = values.to_type(ScalarType.Float32).DetachFromDisposeScope();

    public (string Kind, Tensor Value)? Beside => ("master", _master);

    public Tensor Read(long start, long count) => _master.Piece(start, count);

    public void Write(long start, Tensor wide, SeedTree draw)
    {
        using var place = values.Piece(start, wide.NumberOfElements);
        place.copy_(wide);
    }

    public void Dispose() => _master.Dispose();
}

using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>The loss with its graph, and what a chart wants to know about it. Disposing it disposes the loss.</summary>
public sealed class GrpoLossTerms : IDisposable
{
    /// <summary>Scalar to minimise; call <c>backward</c> on it.</summary>
    public required Tensor Loss { get; init; }

    /// <summary>KL estimate and clipped shares.</summary>
    public required LossFigures Figures { get; init; }

    /// <summary>Rows whose loss is not a finite number; empty for a sound batch.</summary>
    public required IReadOnlyList<int> NotFinite { get; init; }

    /// <inheritdoc />
    public void Dispose() => Loss.Dispose();
}

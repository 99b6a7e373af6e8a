using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>The loss with its graph, and what a chart wants to know about it. Disposing it disposes the loss.</summary>
public sealed class GrpoLossTerms : IDisposable
{
    /// <summary>Scalar to minimise; call <c>backward</c> on it.</summary>
    public required Tensor Loss { get; init; }

    /// <summary>k3 estimate of the KL divergence from the reference policy, in nats per token, averaged as the loss is.</summary>
    public required double Kl { get; init; }

    /// <summary>Share of completion tokens whose ratio fell below the clip range while their advantage is negative, 0..1.</summary>
    public required double ClipFractionLow { get; init; }

    /// <summary>Share of completion tokens whose ratio rose above the clip range while their advantage is positive, 0..1.</summary>
    public required double ClipFractionHigh { get; init; }

    /// <inheritdoc />
    public void Dispose() => Loss.Dispose();
}

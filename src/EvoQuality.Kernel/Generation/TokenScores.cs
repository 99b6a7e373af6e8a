using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>What a policy says of given completions, with what is needed to learn from it. Disposing it disposes all of it.</summary>
public sealed class TokenScores : IDisposable
{
    private readonly RecomputeTape? _tape;

    internal TokenScores(Tensor logProbs, Tensor entropy, RecomputeTape? tape) => (LogProbs, Entropy, _tape) = (logProbs, entropy, tape);

    /// <summary>(S, L) fp32, nats: log-probability of each token; where the mask is 0 it is 0 and means nothing.</summary>
    public Tensor LogProbs { get; }

    /// <summary>(S, L) fp32, nats: entropy of the distribution that each token was drawn from; no gradient; 0 where the mask is 0.</summary>
    public Tensor Entropy { get; }

    /// <summary>
    /// Adds the gradient of a loss to the parameters' gradients, computing again what was not kept. Once per object. The loss's own
    /// <c>backward</c> would stop at what was not kept.
    /// </summary>
    /// <param name="loss">A scalar made from <see cref="LogProbs"/>; not disposed.</param>
    public void Backward(Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (_tape is null) loss.backward();
        else _tape.Backward(loss);
    }

    /// <summary>Leaves the values to the scope around the present one.</summary>
    internal TokenScores MoveToOuterDisposeScope()
    {
        LogProbs.MoveToOuterDisposeScope();
        Entropy.MoveToOuterDisposeScope();
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        LogProbs.Dispose();
        Entropy.Dispose();
        _tape?.Dispose();
    }
}

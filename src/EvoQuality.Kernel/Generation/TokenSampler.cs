using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>Draws tokens by inverting the cumulative distribution, so that a given uniform number gives a given token.</summary>
internal static class TokenSampler
{
    /// <param name="logits">(S, V) fp32; -inf never occurs.</param>
    /// <param name="uniforms">(S) fp64 in [0, 1).</param>
    /// <param name="temperature">0 takes the likeliest token.</param>
    /// <returns>(S) int64.</returns>
    public static Tensor Draw(Tensor logits, Tensor uniforms, double temperature)
    {
        using var scope = NewDisposeScope();
        if (temperature == 0) return logits.argmax(-1).MoveToOuterDisposeScope();
        TensorShape.Expect(uniforms, nameof(uniforms), "(S)", logits.shape[0]);
        var cumulative = (logits / temperature).to_type(ScalarType.Float64).softmax(-1).cumsum(-1); // (S, V)
        var target = uniforms.unsqueeze(-1) * cumulative.narrow(-1, -1, 1); // never reaches the total, so never a zero tail
        return cumulative.le(target).sum(-1).clamp_max(logits.shape[1] - 1).MoveToOuterDisposeScope();
    }

    /// <summary>Log-probabilities of given tokens.</summary>
    /// <param name="logits">(*, V) fp32.</param>
    /// <param name="ids">(*) int64.</param>
    /// <param name="temperature">Divides the logits; above 0.</param>
    /// <returns>(*) nats.</returns>
    public static Tensor LogProbs(Tensor logits, Tensor ids, double temperature)
    {
        using var scope = NewDisposeScope();
        var scaled = temperature == 1 ? logits : logits / temperature;
        var chosen = scaled.gather(-1, ids.unsqueeze(-1)).squeeze(-1);
        return (chosen - scaled.logsumexp(-1)).MoveToOuterDisposeScope();
    }
}

using EvoQuality.Generation;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>
/// One GRPO step on the completions of B prompts: log-probabilities under policy and reference, loss from ratio,
/// advantage and KL (Eqs. 5, 6), update. Each prompt is computed once for its G completions, forward and backward.
/// </summary>
/// <param name="policy">Trained in place.</param>
/// <param name="reference">Frozen.</param>
/// <param name="update">Optimizer over the policy's parameters.</param>
/// <param name="options">Clip range and beta.</param>
/// <param name="updatesPerRollout">Updates on the same completions; with 1 (the default of all relatives) every ratio is 1.</param>
public sealed class GrpoStep(QwenPolicy policy, QwenPolicy reference, ParameterUpdate update, GrpoLossOptions options, int updatesPerRollout = 1)
{
    /// <summary>Takes the step.</summary>
    /// <param name="prompts">B prompts.</param>
    /// <param name="completions">G completions each.</param>
    /// <param name="advantages">(B x G), in the order of the completions.</param>
    /// <param name="temperature">That the completions were sampled with.</param>
    /// <param name="rate">Learning rate.</param>
    /// <returns>KL, clipped fraction and gradient norm of the last update.</returns>
    public (double Kl, double ClipFraction, double GradientNorm) Take(
        IReadOnlyList<Prompt> prompts, IReadOnlyList<IReadOnlyList<Completion>> completions, double[] advantages, double temperature, double rate)
    {
        ArgumentNullException.ThrowIfNull(completions);
        using var scope = NewDisposeScope();
        var batch = CompletionBatch.Create(
            [.. completions.Select(group => (IReadOnlyList<IReadOnlyList<int>>)[.. group.Select(c => c.TokenIds)])],
            policy.Model.Config.PadTokenId, policy.Model.Device);
        var referenceLogProbs = CompletionLogProbs.ComputeFrozen(reference, prompts, batch, temperature);
        var weights = tensor(advantages, ScalarType.Float32, policy.Model.Device);
        Tensor? oldLogProbs = null;
        (double, double, double) result = default;
        for (var i = 0; i < updatesPerRollout; i++)
        {
            var logProbs = CompletionLogProbs.Compute(policy, prompts, batch, temperature);
            oldLogProbs ??= logProbs.detach();
            using var terms = GrpoLoss.Compute(logProbs, oldLogProbs, referenceLogProbs, batch.Mask, weights, options);
            var norm = update.Step(terms.Loss, rate);
            policy.WeightsChanged();
            result = (terms.Kl, terms.ClipFractionLow + terms.ClipFractionHigh, norm);
        }

        return result;
    }
}

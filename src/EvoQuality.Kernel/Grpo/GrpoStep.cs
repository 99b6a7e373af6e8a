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
/// <param name="options">Functions and constants of the loss.</param>
/// <param name="updatesPerRollout">Updates on the same completions; with 1 (the default of all relatives) every ratio is 1.</param>
public sealed class GrpoStep(QwenPolicy policy, QwenPolicy reference, ParameterUpdate update, GrpoLossOptions options, int updatesPerRollout = 1)
{
    /// <summary>Takes the step.</summary>
    /// <param name="prompts">B prompts.</param>
    /// <param name="completions">G completions each.</param>
    /// <param name="advantages">(B x G), in the order of the completions.</param>
    /// <param name="temperature">That the completions were sampled with.</param>
    /// <param name="rate">Learning rate.</param>
    /// <returns>Figures of the last update.</returns>
    /// <exception cref="ArithmeticException">A loss or gradient is not finite: names the rollouts; weights and optimizer stay as they were.</exception>
    public GrpoStepResult Take(
        IReadOnlyList<Prompt> prompts, IReadOnlyList<IReadOnlyList<Completion>> completions, double[] advantages, double temperature, double rate)
    {
        ArgumentNullException.ThrowIfNull(completions);
        using var scope = NewDisposeScope();
        var batch = CompletionBatch.Create(
            [.. completions.Select(group => (IReadOnlyList<IReadOnlyList<int>>)[.. group.Select(c => c.TokenIds)])],
            policy.Model.Config.PadTokenId, policy.Model.Device);
        var referenceLogProbs = CompletionLogProbs.ComputeFrozen(reference, prompts, batch, temperature);
        var weights = tensor(advantages, ScalarType.Float32, policy.Model.Device);
        var counts = BatchCounts.Of(batch.Mask, options.MaxCompletionLength);
        Tensor? oldLogProbs = null;
        GrpoStepResult? result = null;
        for (var i = 0; i < updatesPerRollout; i++)
        {
            var logProbs = CompletionLogProbs.Compute(policy, prompts, batch, temperature);
            oldLogProbs ??= logProbs.detach();
            using var terms = GrpoLoss.Compute(logProbs, oldLogProbs, referenceLogProbs, batch.Mask, weights, options, counts);
            if (terms.NotFinite.Count > 0) throw RolloutFaults.NotFinite("the loss is not finite", prompts, completions, terms.NotFinite);
            var norm = Update(terms.Loss, prompts, completions, rate);
            policy.WeightsChanged();
            result = new GrpoStepResult(terms.Figures, norm);
        }

        return result!;
    }

    /// <summary>A gradient that is not finite cannot be traced to one rollout: all of the step are named.</summary>
    private double Update(Tensor loss, IReadOnlyList<Prompt> prompts, IReadOnlyList<IReadOnlyList<Completion>> completions, double rate)
    {
        try
        {
            return update.Step(loss, rate);
        }
        catch (ArithmeticException cause)
        {
            throw RolloutFaults.NotFinite("the gradient is not finite", prompts, completions, [.. Enumerable.Range(0, completions.Sum(g => g.Count))], cause);
        }
    }
}

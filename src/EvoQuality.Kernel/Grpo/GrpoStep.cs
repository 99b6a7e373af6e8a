using EvoQuality.Generation;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>
/// One GRPO step on the completions of B prompts: log-probabilities under policy and reference, loss from ratio,
/// advantage and KL (Eqs. 5, 6), update. Each prompt is computed once for its G completions, forward and backward. What does
/// not fit the memory budget at once is cut into micro-batches, whose gradients add up to that of the whole.
/// </summary>
/// <param name="policy">Trained in place.</param>
/// <param name="reference">Frozen.</param>
/// <param name="update">Optimizer over the policy's parameters.</param>
/// <param name="options">Functions and constants of the loss.</param>
/// <param name="updatesPerRollout">Updates on the same completions; with 1 (the default of all relatives) every ratio is 1.</param>
/// <param name="memory">Budget, checkpointing; null is the default.</param>
public sealed class GrpoStep(
    QwenPolicy policy, QwenPolicy reference, ParameterUpdate update, GrpoLossOptions options, int updatesPerRollout = 1, TrainingMemory? memory = null)
{
    private readonly TrainingMemory _memory = memory ?? new TrainingMemory();
    private readonly int _updates = updatesPerRollout >= 1
        ? updatesPerRollout
        : throw new ArgumentOutOfRangeException(nameof(updatesPerRollout), updatesPerRollout, "Expected 1 or more.");

    /// <summary>Takes the step.</summary>
    /// <param name="prompts">B prompts.</param>
    /// <param name="completions">G completions each.</param>
    /// <param name="advantages">(B x G), in the order of the completions.</param>
    /// <param name="temperature">That the completions were sampled with.</param>
    /// <param name="rate">Learning rate.</param>
    /// <returns>Figures of the last update.</returns>
    /// <exception cref="ArgumentException">The memory budget does not hold one prompt with its completions.</exception>
    /// <exception cref="ArithmeticException">
    /// A loss or the gradient is not finite: names the rollouts; weights and optimizer are those of the last whole update.
    /// </exception>
    public GrpoStepResult Take(
        IReadOnlyList<Prompt> prompts, IReadOnlyList<IReadOnlyList<Completion>> completions, double[] advantages, double temperature, double rate)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(completions);
        ArgumentOutOfRangeException.ThrowIfNotEqual(advantages?.Length ?? 0, completions.Sum(c => c.Count), nameof(advantages));
        using var scope = NewDisposeScope();
        var parts = Parts(prompts, completions, advantages!, temperature);
        try
        {
            for (var i = 1; ; i++)
            {
                var result = Accumulate(parts, temperature);
                result = result with { GradientNorm = Apply(prompts, completions, rate) };
                policy.WeightsChanged();
                if (i == _updates) return result;
            }
        }
        finally
        {
            update.Clear();
        }
    }

    /// <summary>Adds the gradients of a batch to the parameters' and leaves the weights as they are; the result lacks the gradient's norm.</summary>
    internal GrpoStepResult AddGradients(
        IReadOnlyList<Prompt> prompts, IReadOnlyList<IReadOnlyList<Completion>> completions, double[] advantages, double temperature)
    {
        using var scope = NewDisposeScope();
        return Accumulate(Parts(prompts, completions, advantages, temperature), temperature);
    }

    /// <summary>Cuts the batch to the memory budget and asks the reference.</summary>
    private GrpoMicroBatch[] Parts(
        IReadOnlyList<Prompt> prompts, IReadOnlyList<IReadOnlyList<Completion>> completions, double[] advantages, double temperature)
    {
        var (model, group) = (policy.Model, completions[0].Count);
        var rows = policy.Tokenize(prompts).Zip(completions).Select(p => new TrainingRow(
            p.First.Ids.Count, p.First.Grids.Sum(g => g.Count), p.Second.Max(c => c.TokenIds.Count))).ToArray();
        var start = 0;
        return [.. new TrainingPlan(model.Config, model.Type, _memory, group).Split(rows).Select(size =>
        {
            Prompt[] mine = [.. prompts.Skip(start).Take(size)];
            IReadOnlyList<Completion>[] sampled = [.. completions.Skip(start).Take(size)];
            var batch = CompletionBatch.Create(
                [.. sampled.Select(g => (IReadOnlyList<IReadOnlyList<int>>)[.. g.Select(c => c.TokenIds)])],
                model.Config.PadTokenId, model.Device);
            var weights = tensor(advantages.AsSpan(start * group, size * group).ToArray(), ScalarType.Float32, model.Device);
            start += size;
            var frozen = CompletionLogProbs.ComputeFrozen(reference, mine, batch, temperature, _memory);
            return new GrpoMicroBatch(mine, sampled, batch, weights, frozen.LogProbs);
        })];
    }

    /// <summary>Adds up the parts' gradients. Each part's loss is its share of the batch's: it is divided by what the whole batch counts.</summary>
    private GrpoStepResult Accumulate(GrpoMicroBatch[] parts, double temperature)
    {
        var counts = parts.Select(p => BatchCounts.Of(p.Completions.Mask, options.MaxCompletionLength)).Aggregate((a, b) => a + b);
        var whole = new GrpoStepResult(0, LossFigures.Empty, 0, 0, parts.Length);
        foreach (var part in parts)
        {
            using var scope = NewDisposeScope();
            using var scores = CompletionLogProbs.Compute(policy, part.Prompts, part.Completions, temperature, _memory);
            part.OldLogProbs ??= scores.LogProbs.detach().MoveToOuterDisposeScope();
            using var terms = GrpoLoss.Compute(
                scores.LogProbs, part.OldLogProbs, part.ReferenceLogProbs, part.Completions.Mask, part.Advantages, options, counts);
            if (terms.NotFinite.Count > 0) throw RolloutFaults.NotFinite("the loss is not finite", part.Prompts, part.Sampled, terms.NotFinite);
            update.Accumulate(terms.Loss, scores.Backward);
            whole = whole with
            {
                Loss = whole.Loss + terms.Loss.item<float>(),
                Figures = whole.Figures + terms.Figures,
                Entropy = whole.Entropy + (scores.Entropy.sum().item<float>() / counts.Tokens),
            };
        }

        return whole;
    }

    /// <summary>A gradient that is not finite cannot be traced to one rollout: all of the step are named.</summary>
    private double Apply(IReadOnlyList<Prompt> prompts, IReadOnlyList<IReadOnlyList<Completion>> completions, double rate)
    {
        try
        {
            return update.Apply(rate);
        }
        catch (ArithmeticException cause)
        {
            throw RolloutFaults.NotFinite("the gradient is not finite", prompts, completions, [.. Enumerable.Range(0, completions.Sum(g => g.Count))], cause);
        }
    }
}

using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>
/// One GRPO step on the completions of B prompts: log-probabilities under policy and reference, loss from ratio,
/// advantage and KL (Eqs. 5, 6), update. Each prompt is computed once for its G completions, forward and backward. What does
/// not fit the memory budget at once is cut into micro-batches, whose gradients add up to that of the whole. On a CPU with several
/// threads micro-batches are computed at once (decision 0035), but not with <see cref="LossReduction.MicroBatchTokenMean"/>, which depends on the cut.
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
        var (sizes, workers) = Plan(prompts, completions, options.Reduction == LossReduction.MicroBatchTokenMean ? 1 : Workers.For(policy.Model.Device));
        var (parts, replicas) = (Parts(sizes, prompts, completions, advantages!), new Qwen25VLModel?[workers - 1]);
        try
        {
            AskReference(parts, workers, temperature);
            for (var i = 0; i < replicas.Length; i++) replicas[i] = policy.Model.Replica();
            for (var i = 0; ; i++)
            {
                var result = Accumulate(parts, [policy.Model, .. replicas!], temperature, i);
                result = result with { GradientNorm = Apply(prompts, completions, rate, i) };
                policy.WeightsChanged();
                if (i + 1 == _updates) return result;
            }
        }
        finally
        {
            update.Clear();
            foreach (var replica in replicas) replica?.Dispose();
            foreach (var part in parts) part.Dispose();
        }
    }

    /// <summary>Adds the gradients of a batch to the parameters' and leaves the weights as they are; the result lacks the gradient's norm.</summary>
    internal GrpoStepResult AddGradients(
        IReadOnlyList<Prompt> prompts, IReadOnlyList<IReadOnlyList<Completion>> completions, double[] advantages, double temperature)
    {
        var parts = Parts(Plan(prompts, completions, 1).Sizes, prompts, completions, advantages);
        AskReference(parts, 1, temperature);
        var result = Accumulate(parts, [policy.Model], temperature, updates: 0);
        foreach (var part in parts) part.Dispose();
        return result;
    }

    /// <summary>Cuts the batch to the memory budget.</summary>
    private (IReadOnlyList<int> Sizes, int Workers) Plan(
        IReadOnlyList<Prompt> prompts, IReadOnlyList<IReadOnlyList<Completion>> completions, int wanted)
    {
        var (model, group) = (policy.Model, completions[0].Count);
        var rows = policy.Tokenize(prompts).Zip(completions).Select(p => new TrainingRow(
            p.First.Ids.Count, p.First.Grids.Sum(g => g.Count), p.Second.Max(c => c.TokenIds.Count))).ToArray();
        var plan = new TrainingPlan(model.Config, model.Type, _memory, group);
        var gradients = model.Trainable.Sum(p => p.Value.NumberOfElements * p.Value.ElementSize);
        var workers = plan.Workers(rows, wanted, gradients);
        return (plan.Split(rows, workers, gradients), workers);
    }

    private GrpoMicroBatch[] Parts(
        IReadOnlyList<int> sizes, IReadOnlyList<Prompt> prompts, IReadOnlyList<IReadOnlyList<Completion>> completions, double[] advantages)
    {
        var (model, group, start) = (policy.Model, completions[0].Count, 0);
        return [.. sizes.Select(size =>
        {
            Prompt[] mine = [.. prompts.Skip(start).Take(size)];
            IReadOnlyList<Completion>[] sampled = [.. completions.Skip(start).Take(size)];
            var batch = CompletionBatch.Create(
                [.. sampled.Select(g => (IReadOnlyList<IReadOnlyList<int>>)[.. g.Select(c => c.TokenIds)])],
                model.Config.PadTokenId, model.Device);
            var weights = tensor(advantages.AsSpan(start * group, size * group).ToArray(), ScalarType.Float32, model.Device);
            start += size;
            return new GrpoMicroBatch(mine, sampled, batch, weights);
        })];
    }

    private void AskReference(GrpoMicroBatch[] parts, int workers, double temperature)
    {
        if (workers > 1) reference.EncodeAhead([.. parts.SelectMany(p => p.Prompts)]); // else each worker would wait for the other's images
        Workers.Share(parts.Length, workers, (_, first, count) =>
        {
            foreach (var part in parts.AsSpan(first, count))
            {
                using var scope = NewDisposeScope();
                part.ReferenceLogProbs = CompletionLogProbs.ComputeFrozen(reference, part.Prompts, part.Completions, temperature, _memory)
                    .LogProbs.DetachFromDisposeScope();
            }
        });
    }

    /// <summary>
    /// Adds up the parts' gradients, in the first model of all. Each part's loss is its share of the batch's: it is divided by what the
    /// whole batch counts. A fault says how many updates were taken before.
    /// </summary>
    private GrpoStepResult Accumulate(GrpoMicroBatch[] parts, Qwen25VLModel[] models, double temperature, int updates)
    {
        var counts = parts.Select(p => BatchCounts.Of(p.Completions.Mask, options.MaxCompletionLength)).Aggregate((a, b) => a + b);
        var results = new GrpoStepResult[parts.Length];
        Workers.Share(parts.Length, models.Length, (worker, first, count) =>
        {
            for (var i = first; i < first + count; i++) results[i] = Backward(parts[i], models[worker], counts, temperature);
        });
        if (parts.Any(p => p.NotFinite.Count > 0)) throw NotFinite(parts, updates);
        foreach (var replica in models.Skip(1)) ParameterUpdate.MoveGradients(replica.Trainable, models[0].Trainable);
        return results.Aggregate((a, b) => new GrpoStepResult(a.Loss + b.Loss, a.Figures + b.Figures, a.Entropy + b.Entropy, 0, parts.Length));
    }

    private GrpoStepResult Backward(GrpoMicroBatch part, Qwen25VLModel model, BatchCounts counts, double temperature)
    {
        using var scope = NewDisposeScope();
        using var scores = CompletionLogProbs.Compute(policy, model, part.Prompts, part.Completions, temperature, _memory);
        part.OldLogProbs ??= scores.LogProbs.detach().DetachFromDisposeScope();
        using var terms = GrpoLoss.Compute(
            scores.LogProbs, part.OldLogProbs, part.ReferenceLogProbs!, part.Completions.Mask, part.Advantages, options, counts);
        part.NotFinite = terms.NotFinite;
        if (part.NotFinite.Count == 0) ParameterUpdate.Backward(terms.Loss, scores.Backward);
        return new GrpoStepResult(terms.Loss.item<float>(), terms.Figures, scores.Entropy.sum().item<float>() / counts.Tokens, 0, 1);
    }

    private static ArithmeticException NotFinite(GrpoMicroBatch[] parts, int updates)
    {
        var (rows, start) = (new List<int>(), 0);
        foreach (var part in parts)
        {
            rows.AddRange(part.NotFinite.Select(row => start + row));
            start += part.Sampled.Sum(g => g.Count);
        }

        return RolloutFaults.NotFinite("the loss is not finite", [.. parts.SelectMany(p => p.Prompts)], [.. parts.SelectMany(p => p.Sampled)], rows, updates: updates);
    }

    /// <summary>A gradient that is not finite cannot be traced to one rollout: all of the step are named.</summary>
    private double Apply(IReadOnlyList<Prompt> prompts, IReadOnlyList<IReadOnlyList<Completion>> completions, double rate, int updates)
    {
        try
        {
            return update.Apply(rate);
        }
        catch (ArithmeticException cause)
        {
            throw RolloutFaults.NotFinite("the gradient is not finite", prompts, completions, [.. Enumerable.Range(0, completions.Sum(g => g.Count))], cause, updates);
        }
    }
}

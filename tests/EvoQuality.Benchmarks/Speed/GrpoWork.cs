using EvoQuality.Generation;
using EvoQuality.Grpo;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Speed;

/// <summary>One GRPO step on ids, as <see cref="GrpoStep"/> takes it: sample, both log-probabilities, loss, backward, update.</summary>
internal sealed class GrpoWork : IDisposable
{
    private const double Rate = 1e-6;
    private readonly CountedModel _policy;
    private readonly Qwen25VLModel _reference;
    private readonly ParameterUpdate _update;
    private readonly GrpoLossOptions _loss = new();
    private readonly SpeedOptions _options;

    public GrpoWork(CountedModel policy, Qwen25VLModel reference, SpeedOptions options)
    {
        (_policy, _reference, _options) = (policy, reference, options);
        _update = new ParameterUpdate(policy.Model.parameters());
    }

    /// <summary>A step on that many prompts, in micro-batches.</summary>
    public void Step(int prompts)
    {
        using var scope = NewDisposeScope();
        var model = _policy.Model;
        List<int>[] rows;
        using (inference_mode())
        {
            using var sampling = NewDisposeScope();
            rows = _policy.Complete(_policy.Read(prompts, _policy.Encode(prompts)));
        }

        var advantages = Machine.Random([rows.Length], ScalarType.Float32, model.Device);
        var micro = _options.Micro > 0 ? Math.Min(_options.Micro, prompts) : prompts;
        for (var start = 0; start < prompts; start += micro)
        {
            var size = Math.Min(micro, prompts - start);
            var (first, count) = (start * _options.K, size * _options.K);
            Accumulate(size, [.. rows.AsSpan(first, count).ToArray().Chunk(_options.K)], advantages.narrow(0, first, count), count / (double)rows.Length);
        }

        _update.Apply(Rate);
    }

    public void Dispose()
    {
        _update.Dispose();
        _reference.Dispose();
    }

    private void Accumulate(int prompts, List<int>[][] rows, Tensor advantages, double weight)
    {
        using var scope = NewDisposeScope();
        var model = _policy.Model;
        var completions = CompletionBatch.Create(rows, model.Config.PadTokenId, model.Device);
        Tensor reference;
        using (no_grad()) reference = Scores(_reference, prompts, completions).LogProbs;
        using var scores = Scores(model, prompts, completions);
        using var terms = GrpoLoss.Compute(scores.LogProbs, scores.LogProbs.detach(), reference, completions.Mask, advantages, _loss);
        using var held = TorchSharp.ScalarExtensionMethods.ToScalar(weight);
        _update.Accumulate(terms.Loss.mul(held), scores.Backward);
    }

    private TokenScores Scores(Qwen25VLModel model, int prompts, CompletionBatch completions)
    {
        using var scope = NewDisposeScope();
        _policy.Count(prompts, completions.Ids.shape[0] * (completions.Ids.shape[1] - 1));
        return CompletionLogProbs.Recorded(tape =>
        {
            var features = _policy.Encode(model, prompts, _options.Memory.Checkpointing == Checkpointing.Layers ? tape : null);
            return CompletionLogProbs.OfBatch(
                model, _policy.Layout(prompts), features, _policy.Banned, completions, temperature: 1, _options.Memory, tape);
        }).MoveToOuterDisposeScope();
    }
}

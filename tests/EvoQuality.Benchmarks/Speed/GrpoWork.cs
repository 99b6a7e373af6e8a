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

    /// <summary>A step on that many prompts.</summary>
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

        var completions = CompletionBatch.Create([.. rows.Chunk(_options.K)], model.Config.PadTokenId, model.Device);
        var advantages = Machine.Random([rows.Length], ScalarType.Float32, model.Device);
        Tensor reference;
        using (no_grad()) reference = LogProbs(_reference, prompts, completions);
        var logProbs = LogProbs(model, prompts, completions);
        using var terms = GrpoLoss.Compute(logProbs, logProbs.detach(), reference, completions.Mask, advantages, _loss);
        _update.Step(terms.Loss, Rate);
    }

    public void Dispose()
    {
        _update.Dispose();
        _reference.Dispose();
    }

    private Tensor LogProbs(Qwen25VLModel model, int prompts, CompletionBatch completions)
    {
        using var scope = NewDisposeScope();
        _policy.Count(prompts, completions.Ids.shape[0] * (completions.Ids.shape[1] - 1));
        return CompletionLogProbs.OfBatch(
            model, _policy.Layout(prompts), _policy.Encode(model, prompts), _policy.Banned, completions, temperature: 1).MoveToOuterDisposeScope();
    }
}

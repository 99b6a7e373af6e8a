using EvoQuality.Foundations;
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

    /// <summary>A step on that many prompts, in micro-batches; as many at once as there are workers.</summary>
    public void Step(int prompts)
    {
        using var scope = NewDisposeScope();
        var model = _policy.Model;
        var rows = new List<int>[prompts * _options.K];
        var workers = Math.Min(Workers.For(model.Device), prompts);
        Workers.Share(prompts, workers, (_, first, count) =>
        {
            using var sampling = inference_mode();
            using var own = NewDisposeScope();
            _policy.Complete(_policy.Read(count, _policy.Encode(count))).CopyTo(rows, first * _options.K);
        });

        var advantages = Machine.Random([rows.Length], ScalarType.Float32, model.Device);
        var most = (prompts + workers - 1) / workers;
        (int Start, int Size)[] parts = [.. Enumerable.Range(0, prompts).Chunk(_options.Micro > 0 ? Math.Min(_options.Micro, most) : most).Select(c => (c[0], c.Length))];
        Qwen25VLModel[] models = [model, .. Enumerable.Range(1, workers - 1).Select(_ => model.Replica())];
        Workers.Share(parts.Length, workers, (worker, first, count) =>
        {
            foreach (var (start, size) in parts.AsSpan(first, count))
            {
                var (row, own) = (start * _options.K, size * _options.K);
                Accumulate(models[worker], size, [.. rows[row..(row + own)].Chunk(_options.K)], advantages, row, own / (double)rows.Length);
            }
        });
        foreach (var replica in models.Skip(1))
        {
            ParameterUpdate.MoveGradients(replica.Trainable, model.Trainable);
            replica.Dispose();
        }

        _update.Apply(Rate);
    }

    public void Dispose()
    {
        _update.Dispose();
        _reference.Dispose();
    }

    private void Accumulate(Qwen25VLModel model, int prompts, List<int>[][] rows, Tensor advantages, int firstRow, double weight)
    {
        using var scope = NewDisposeScope();
        var completions = CompletionBatch.Create(rows, model.Config.PadTokenId, model.Device);
        Tensor reference;
        using (no_grad()) reference = Scores(_reference, prompts, completions).LogProbs;
        using var scores = Scores(model, prompts, completions);
        var mine = advantages.narrow(0, firstRow, completions.Ids.shape[0]);
        using var terms = GrpoLoss.Compute(scores.LogProbs, scores.LogProbs.detach(), reference, completions.Mask, mine, _loss);
        using var held = TorchSharp.ScalarExtensionMethods.ToScalar(weight);
        ParameterUpdate.Backward(terms.Loss.mul(held), scores.Backward);
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

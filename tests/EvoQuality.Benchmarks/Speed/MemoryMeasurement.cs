using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;
using EvoQuality.Qwen25VL;
using EvoQuality.Qwen25VL.Adapters;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Speed;

/// <summary>
/// What a process really takes at its peak for a GRPO update of two micro-batches, so that the first one's gradients lie beside the
/// second one's activations. Completions are drawn, not sampled. One process per measurement: the peak is the process's.
/// </summary>
internal static class MemoryMeasurement
{
    private const int MicroBatches = 2;

    /// <summary>Bytes above what the process held before the model was there.</summary>
    /// <param name="folder">Holds config.json; weights are drawn.</param>
    /// <param name="mode">How weights are kept and trained.</param>
    /// <param name="size">Prompts, tokens and group; the pictures are squares of as many patches.</param>
    public static long PeakBytes(string folder, MemoryMode mode, MemoryQuestion size)
    {
        NativeTorch.EnsureLoaded();
        using (var warm = Machine.Random([64, 64], ScalarType.Float32, CPU))
        using (var parameter = warm.clone().requires_grad_(true))
        using (var product = parameter.matmul(warm))
        using (var sum = product.sum()) sum.backward(); // the threads and buffers that torch makes once
        var before = Machine.RssMib;
        Step(folder, mode, size);
        return (Machine.PeakRssMib - before) << 20;
    }

    private static void Step(string folder, MemoryMode mode, MemoryQuestion size)
    {
        using var scope = NewDisposeScope();
        var options = new SpeedOptions
        {
            Mode = SpeedMode.Grpo,
            K = size.Group,
            New = size.CompletionTokens,
            Side = (int)Math.Sqrt(size.Patches) * size.Config.Vision.PatchSize,
            Text = size.PromptTokens - (size.Patches / size.Config.Vision.MergeUnit) - 2,
            Batch = size.Prompts,
            Type = mode.Type,
        };
        var plain = SpeedModel.Load(folder, mode.Type, CPU);
        using var reference = mode.Adapter is null ? SpeedModel.Load(folder, mode.Type, CPU) : plain;
        using var policy = new CountedModel(
            mode.Adapter is { } adapter ? plain.WithAdapter(LowRankAdapter.Create(plain.Config, adapter, new SeedTree(1))) : plain, options);
        using var update = new ParameterUpdate(policy.Model.Trainable, mode.Update, new SeedTree(1));
        using (var nothing = stack([.. policy.Model.Trainable.Select(p => p.Value.sum().mul(0))]).sum()) update.Step(nothing, 1e-6);
        for (var part = 0; part < MicroBatches; part++) Accumulate(policy, reference, update, size); // the optimizer's state is there
        update.Apply(1e-6);
    }

    private static void Accumulate(CountedModel policy, Qwen25VLModel reference, ParameterUpdate update, MemoryQuestion size)
    {
        using var scope = NewDisposeScope();
        var source = new SeedTree(2).Source();
        IReadOnlyList<int>[] rows =
        [
            .. Enumerable.Range(0, size.Prompts * size.Group)
                .Select(_ => Enumerable.Range(0, size.CompletionTokens).Select(_ => source.NextInt(size.Config.EosTokenId - 1)).ToArray()),
        ];
        var completions = CompletionBatch.Create([.. rows.Chunk(size.Group)], size.Config.PadTokenId, CPU);
        var advantages = Machine.Random([rows.Length], ScalarType.Float32, CPU);
        Tensor frozen;
        using (no_grad()) frozen = LogProbs(reference, policy, completions, size, null).LogProbs;
        using var scores = CompletionLogProbs.Recorded(tape => LogProbs(policy.Model, policy, completions, size, tape));
        using var terms = GrpoLoss.Compute(scores.LogProbs, scores.LogProbs.detach(), frozen, completions.Mask, advantages, new GrpoLossOptions());
        using var share = terms.Loss.div(MicroBatches);
        update.Accumulate(share, scores.Backward);
    }

    private static TokenScores LogProbs(
        Qwen25VLModel model, CountedModel policy, CompletionBatch completions, MemoryQuestion size, RecomputeTape? tape)
    {
        using var scope = NewDisposeScope();
        return CompletionLogProbs.OfBatch(
            model, policy.Layout(size.Prompts), policy.Encode(model, size.Prompts), policy.Banned, completions, temperature: 1, new TrainingMemory(), tape)
            .MoveToOuterDisposeScope();
    }
}

using EvoQuality.Generation;
using EvoQuality.Grpo;
using EvoQuality.Imaging;
using EvoQuality.Planning;
using EvoQuality.Qwen25VL;
using TorchSharp;

namespace EvoQuality.Benchmarks.Speed;

/// <summary>What a measurement computes, by the library's calculator: held against what was counted, and the share of a rate it makes.</summary>
public static class PredictedWork
{
    /// <summary>The passes of all items, once.</summary>
    /// <param name="config">The architecture.</param>
    /// <param name="options">What is measured.</param>
    public static IReadOnlyList<Pass> Of(Qwen25VLConfig config, SpeedOptions options)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        var model = new ModelWork(config, Engine.EvoQuality, (int)options.Type.ElementSize());
        var side = options.Side / config.Vision.PatchSize;
        var grid = new PatchGrid(1, side, side);
        var tokens = options.Text + (options.ImagesPerPrompt * (model.Cells(grid) + 2)); // a mark before and after each picture
        var batches = Math.Ceiling((double)options.Items / options.Batch);
        var pictures = options.Round ? options.Items / 3 : options.Items * options.ImagesPerPrompt;

        var passes = new List<Pass>
        {
            new(PassKind.Reading, (pictures * model.Encode(grid)) + model.TowerRead(pictures)),
            new(PassKind.Reading, (options.Items * model.Read(tokens)) + model.LanguageRead(batches)),
        };
        if (options.Mode != SpeedMode.Prefill && options.New > 1)
            passes.Add(new(PassKind.Decoding, (options.Items * model.Decode(tokens, options.K, options.New)) + model.LanguageRead(batches * (options.New - 1))));
        if (options.Mode != SpeedMode.Grpo) return passes;

        var weights = model.LanguageRead(batches) + model.TowerRead(batches);
        var recompute = options.Memory.Checkpointing == Checkpointing.Layers;
        passes.Add(new(PassKind.Reading, 2 * ((options.Items * model.Score(tokens, grid, options.K, options.New)) + weights))); // reference and policy
        passes.Add(new(PassKind.Training, (options.Items * model.Backward(tokens, grid, options.K, options.New, recompute)) + (3 * weights)));
        passes.Add(new(PassKind.Updating, batches * model.Update(new UpdateOptions())));
        return passes;
    }

    /// <summary>All of them together.</summary>
    public static Work Total(IEnumerable<Pass> passes) => passes.Aggregate(default(Work), (sum, pass) => sum + pass.Work);
}

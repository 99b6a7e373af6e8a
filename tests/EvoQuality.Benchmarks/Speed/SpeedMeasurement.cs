using System.Diagnostics;
using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Speed;

/// <summary>Warms up with one batch, times all items several times, and says what was done.</summary>
public static class SpeedMeasurement
{
    /// <summary>Measures a model folder.</summary>
    /// <param name="folder">A checkpoint, or a folder with config.json alone (random weights).</param>
    /// <param name="options">What to do, how often.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static SpeedLine Run(string folder, SpeedOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(SpeedModel.Cell(folder));
        using var model = new CountedModel(SpeedModel.Load(folder, options.Type, options.Device), options);
        using var grpo = options.Mode == SpeedMode.Grpo
            ? new GrpoWork(model, SpeedModel.Load(folder, options.Type, options.Device), options)
            : null;
        var (device, loaded) = (model.Model.Device, Machine.RssMib);
        var gemm = Machine.GemmGflops(options.Type, device);

        Pass(model, grpo, options, Math.Min(options.Items, options.Round ? options.Items : options.Batch));
        model.Restart();
        var (seconds, decoding) = (new List<double>(), new List<(double Step, double Floor)>());
        var peak = 0L;
        for (var i = 0; i < options.Repeat; i++)
        {
            var (before, steps) = (model.DecodeSeconds, model.DecodeSteps);
            Machine.Wait(device);
            var watch = Stopwatch.StartNew();
            Pass(model, grpo, options, options.Items);
            Machine.Wait(device);
            seconds.Add(watch.Elapsed.TotalSeconds);
            peak = Math.Max(peak, Machine.PeakRssMib);
            if (model.DecodeSteps == steps || grpo is not null) continue;
            // The floor right after each repeat: on a shared machine both change within seconds.
            decoding.Add(((model.DecodeSeconds - before) / (model.DecodeSteps - steps), LinearLayers.StepSeconds(model.Model, Math.Min(options.Items, options.Batch), options.K)));
        }

        var median = seconds.Order().ElementAt(options.Repeat / 2);
        var answers = options.Items * (options.Mode == SpeedMode.Prefill ? 1 : options.K);
        var line = new SpeedLine(
            "evoquality", options.Mode.ToString().ToLowerInvariant(), options.Round, options.Items, options.K, options.New, options.Side,
            model.PromptTokens, options.Batch, options.Type.ToString().ToLowerInvariant(), device.type.ToString().ToLowerInvariant(),
            get_num_threads(), Math.Round(gemm, 1), Machine.Load, Math.Round(median, 4), Math.Round(answers / median, 2),
            (model.Positions + model.Patches) / options.Repeat, loaded, peak);
        var passes = PredictedWork.Of(model.Model.Config, options);
        var gflop = PredictedWork.Total(passes).Operations / 1e9;
        line = line with
        {
            Gflop = Rounded(gflop),
            ProductsShare = Rounded(gflop / median / gemm),
            Passes = [.. passes.Select(p => new PassLine(p.Kind.ToString().ToLowerInvariant(), Rounded(p.Work.Operations / 1e9), Rounded(p.Work.Bytes / 1e9)))],
        };
        if (options.Mode == SpeedMode.Prefill) return line with { PrefillShare = PrefillShare(model, options, median, gemm) };
        return decoding.Count == 0 ? line : WithDecode(line, model, decoding, options);
    }

    /// <summary>Does the work of that many items once.</summary>
    private static void Pass(CountedModel model, GrpoWork? grpo, SpeedOptions options, int items)
    {
        if (grpo is null) Answer(model, options, items);
        else foreach (var batch in Enumerable.Range(0, items).Chunk(options.Batch)) grpo.Step(batch.Length);
    }

    private static void Answer(CountedModel model, SpeedOptions options, int items)
    {
        using var none = inference_mode();
        using var scope = NewDisposeScope();
        var images = options.Round ? model.Encode(items / 3).split(model.CellsPerImage, 0) : [];
        var pairs = options.Round ? RoundPairs.Of(items) : [];
        foreach (var batch in Enumerable.Range(0, items).Chunk(options.Batch))
        {
            Workers.Share(batch.Length, Workers.For(model.Model.Device), (_, first, count) =>
            {
                using var inner = inference_mode();
                using var own = NewDisposeScope();
                var features = options.Round
                    ? cat([.. batch.AsSpan(first, count).ToArray().SelectMany(p => new[] { images[pairs[p].First], images[pairs[p].Second] })], 0)
                    : model.Encode(count * options.ImagesPerPrompt);
                var pass = model.Read(count, features);
                if (options.Mode == SpeedMode.Prefill) model.Model.Logits(pass.Hidden.select(1, -1)).sum().cpu();
                else model.Complete(pass);
            });
        }
    }

    private static double PrefillShare(CountedModel model, SpeedOptions options, double seconds, double gemm) =>
        Rounded(LinearLayers.PrefillOperations(model.Model, model.Positions / options.Repeat, options.Items, model.Patches / options.Repeat) / seconds / 1e9 / gemm);

    private static SpeedLine WithDecode(SpeedLine line, CountedModel model, List<(double Step, double Floor)> repeats, SpeedOptions options)
    {
        double Median(Func<(double Step, double Floor), double> value) => repeats.Select(value).Order().ElementAt(repeats.Count / 2);
        var step = Median(r => r.Step);
        var copy = Machine.CopyGbPerS(model.Model.Device);
        return line with
        {
            DecodeRows = Rows(options),
            DecodeSecondsPerStep = Rounded(step),
            FloorSecondsPerStep = Rounded(Median(r => r.Floor)),
            DecodeShare = Rounded(Median(r => r.Floor / r.Step)),
            CopyGbPerS = Math.Round(copy, 2),
            DecodeBandwidthShare = Rounded(LinearLayers.StepBytes(model.Model) / step / 1e9 / copy),
        };
    }

    private static int Rows(SpeedOptions options) => Math.Min(options.Items, options.Batch) * options.K;

    private static double Rounded(double value) => Math.Round(value, 6);
}

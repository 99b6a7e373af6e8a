using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging;
using EvoQuality.Presentation;
using TorchSharp;

namespace EvoQuality.Benchmarks.Kill;

/// <summary>
/// An evolution of seconds with everything a large one has: two rounds, votes and scores in several batches, states between
/// steps, a control, summary and tables. It runs on one thread, on which the same run gives the same bits.
/// </summary>
internal static class SmallEvolution
{
    private static readonly EvolutionOptions Options = EvolutionOptions.Pocket with
    {
        Rounds = 2,
        PairsPerRound = 70,
        TestPairs = 66,
        Votes = EvolutionOptions.Pocket.Votes with { K = 4 },
        Online = EvolutionOptions.Pocket.Online with { PairsPerStep = 3, Group = 4, Steps = 5, MaxNewTokens = 6, RefreshEvery = 3, SaveEvery = 2 },
        Scores = new ScoreOptions { Samples = 3, MaxNewTokens = 6 },
    };

    /// <summary>Runs it in a folder, or goes on with what the folder holds.</summary>
    /// <param name="folder">Of the run.</param>
    /// <param name="policy">Folder of the start.</param>
    /// <param name="progress">Told as the evolution goes.</param>
    /// <param name="cancel">Stops it at the next good place.</param>
    public static void Run(string folder, string policy, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        NativeTorch.EnsureLoaded();
        torch.set_num_threads(1);
        using var start = QwenPolicy.Load(policy);
        var run = new RunFolder(folder);
        using var evolution = new SelfEvolution(
            start, Pictures("pool", 16), Pictures("test", 66), Options, new SeedTree(5), run, progress: progress, cancel: cancel);
        var rounds = evolution.Run();
        var controls = new[] { ControlKind.ShuffledLabels }.ToDictionary(k => k, k => evolution.Control(k, rounds));
        run.WriteTables(rounds);
        run.WriteJson("summary.json", RunSummary.Of(rounds, controls, new SeedTree(5)));
    }

    private static ImageSet Pictures(string name, int count) => new(name, [.. Enumerable.Range(0, count).Select(i => new IqaImage($"{name}-{i}", () => Noise(name, i), 1 + (i % 17 * 0.2)))]);

    private static RgbImage Noise(string name, int index)
    {
        var source = new SeedTree(9).Child(name).Child(index).Source();
        var picture = new RgbImage(56, 56);
        for (var i = 0; i < picture.Pixels.Length; i++) picture.Pixels[i] = (byte)source.NextInt(256);
        return picture;
    }
}

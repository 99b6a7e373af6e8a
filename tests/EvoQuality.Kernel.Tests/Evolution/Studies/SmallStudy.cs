using EvoQuality.Benchmarks.Kill;
using EvoQuality.Evolution;
using EvoQuality.Evolution.Studies;
using EvoQuality.Foundations;

namespace EvoQuality.Kernel.Tests;

/// <summary>A study of seconds on a policy of thirty thousand weights, with everything a large one has.</summary>
internal static class SmallStudy
{
    public static Study On(string policy) => new()
    {
        Name = "small",
        Asks = "Nothing.",
        Base = new EvolutionSetup
        {
            Policy = policy,
            Rounds = 2,
            K = 4,
            Pairs = 10,
            Steps = 3,
            Group = 3,
            Samples = 2,
            Scenes = 6,
            TestScenes = 5,
            Controls = "",
        },
        Seeds = [1, 2],
        Variants =
        [
            new("base", setup => setup with { Controls = "sharpened,random" }),
            new("k2", setup => setup with { K = 2 }),
            new("reset", setup => setup with { Reference = "round" }),
            new("further", setup => setup with { Rounds = 1 }) { StartsFrom = "k2" },
        ],
        Questions =
        [
            StudyQuestion.Gain(2, "base", "k2"),
            StudyQuestion.Controls(2, "base", ControlKind.SharpenedStart, ControlKind.RandomLabels),
            StudyQuestion.Against("votes", 2, "k2", "base"),
        ],
    };

    /// <summary>Runs cells in a folder, or goes on with them.</summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="pattern">Variants; null for all.</param>
    /// <param name="stopAfter">Reports of progress after which it is stopped.</param>
    /// <returns>The stages of which progress was told, as often as it was.</returns>
    public static IReadOnlyList<string> Run(Study study, string folder, string? pattern = null, int stopAfter = int.MaxValue)
    {
        using var stop = new CancellationTokenSource();
        using var kept = new StudyFolder(study, new RunFolder(folder));
        var told = new Told(stop, stopAfter);
        using var run = new StudyRun(kept, told, stop.Token);
        run.Run(study.Cells(pattern: pattern));
        return told.Stages;
    }

    public static string Policy(string folder) => TinyPolicyFolder.Write(folder);

    private sealed class Told(CancellationTokenSource stop, int stopAfter) : IProgress<StageProgress>
    {
        public List<string> Stages { get; } = [];

        public void Report(StageProgress value)
        {
            Stages.Add(value.Stage);
            if (Stages.Count == stopAfter) stop.Cancel();
        }
    }
}

using System.CommandLine;
using System.Diagnostics;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Imaging.Distortions.Graded;
using EvoQuality.Imaging.Quality;
using EvoQuality.Imaging.Scenes;
using EvoQuality.Presentation;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>distortions</c>: how many pictures per second and core each graded distortion makes, and how far each level is from the
/// pristine picture; <c>--sheet FILE</c> writes the contact sheet.
/// </summary>
public static class DistortionsCommand
{
    private const int Slow = 100;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var side = new Option<int>("--side") { Description = "Side of the pictures in pixels.", DefaultValueFactory = _ => 512 };
        var repeat = new Option<int>("--repeat") { Description = "Timed calls per level.", DefaultValueFactory = _ => 5 };
        var sheet = new Option<string?>("--sheet") { Description = "Write the contact sheet to this PNG file and measure nothing." };
        var command = new Command("distortions", "Speed of the 35 graded distortions, one thread.") { side, repeat, sheet };
        command.SetAction(p =>
        {
            if (p.GetValue(sheet) is { } path) Draw(path, p.GetValue(side));
            else Measure(p.GetValue(side), p.GetValue(repeat));
        });
        return command;
    }

    private static void Draw(string path, int side)
    {
        var scene = SceneGenerator.Generate(side, new SeedTree(35).Source());
        AtomicFile.WriteAllBytes(path, ImageCodec.EncodePng(new DistortionSheet(scene, new SeedTree(35), 128).ToImage()));
    }

    private static void Measure(int side, int repeat)
    {
        RgbImage[] scenes = [.. Enumerable.Range(0, 4).Select(i => SceneGenerator.Generate(side, new SeedTree(35).Child(i).Source()))];
        var rates = new Dictionary<string, double>();
        Console.WriteLine($"{"type",-30}images/s  PSNR of levels 1 to 5, dB        MS-SSIM");
        foreach (var distortion in GradedCatalog.All)
        {
            var seconds = new List<double>();
            var (psnr, similarity) = (new List<double>(), new List<double>());
            for (var level = 1; level <= GradedDistortion.LevelCount; level++)
            {
                RgbImage[] damaged = [.. scenes.Select((s, i) => distortion.Apply(s, level, new SeedTree(1).Child(i).Source()))]; // warms up too
                psnr.Add(scenes.Zip(damaged, Psnr.Of).Average());
                similarity.Add(scenes.Zip(damaged, MsSsim.Of).Average());
                for (var i = 0; i < repeat; i++)
                {
                    var watch = Stopwatch.StartNew();
                    distortion.Apply(scenes[i % scenes.Length], level, new SeedTree(2).Child(i).Source());
                    seconds.Add(watch.Elapsed.TotalSeconds);
                }
            }

            rates[distortion.Name] = 1 / seconds.Average();
            Console.WriteLine($"{distortion.Name,-30}{rates[distortion.Name],8:F0}  {string.Join(' ', psnr.Select(v => $"{v:F1}")),-32} {string.Join(' ', similarity.Select(v => $"{v:F3}"))}");
        }

        var median = rates.Values.Order().ElementAt(rates.Count / 2);
        Console.WriteLine($"median type {median:F0} images/s of {side}x{side} on one core");
        Console.WriteLine($"below {Slow}/s: {string.Join(", ", rates.Where(r => r.Value < Slow).OrderBy(r => r.Value).Select(r => $"{r.Key} {r.Value:F0}"))}");
    }
}

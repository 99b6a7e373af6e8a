using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using EvoQuality.Benchmarks.Curves;
using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;
using EvoQuality.Imaging;
using EvoQuality.Language;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>trl-curves</c>: GRPO on the pocket policy with the settings of environment/reference/trl_curves.py. Writes FOLDER/prompts.json
/// and pictures for it and OUT/ours.csv; with <c>--draw</c>, OUT/curves.svg from ours.csv and trl.csv.
/// </summary>
public static partial class TrlCurvesCommand
{
    private const int Group = 8, PromptsPerStep = 4, Pool = 16, MaxNewTokens = 16;
    private const double Rate = 1e-4;
    private static readonly double[] Targets = [4, 4.25, 4.5, 4.75];
    private static readonly AdvantageOptions Advantage = new() { Epsilon = 1e-4, UnbiasedStd = true }; // TRL's
    private static readonly JsonSerializerOptions Lower = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "Where prompts and pictures for TRL go." };
        var results = new Argument<string>("OUT") { Description = "Where ours.csv and curves.svg go." };
        var steps = new Option<int>("--steps") { Description = "Steps.", DefaultValueFactory = _ => 40 };
        var seeds = new Option<int>("--seeds") { Description = "Runs.", DefaultValueFactory = _ => 3 };
        var draw = new Option<bool>("--draw") { Description = "Draw what OUT holds." };
        var command = new Command("trl-curves", "GRPO on the pocket policy, to be laid beside a run of TRL.") { folder, results, steps, seeds, draw };
        command.SetAction(p =>
        {
            if (p.GetValue(draw)) Draw(p.GetRequiredValue(results));
            else Run(p.GetRequiredValue(folder), p.GetRequiredValue(results), p.GetValue(steps), p.GetValue(seeds));
        });
        return command;
    }

    private static void Draw(string results)
    {
        var (ours, trl) = (CurveFile.Read(Path.Combine(results, "ours.csv")), CurveFile.Read(Path.Combine(results, "trl.csv")));
        File.WriteAllText(Path.Combine(results, "curves.svg"), CurveChart.Svg(ours, trl));
    }

    private static void Run(string folder, string results, int steps, int seeds)
    {
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(results);
        var scenes = SceneImages.Pool(Pool, 224).Images;
        var question = AnswerStyle.Direct.ScorePrompt();
        var cases = scenes.Select((_, i) => new { image = $"{i}.png", text = question, target = Targets[i % Targets.Length] }).ToArray();
        foreach (var (scene, place) in scenes.Zip(cases)) File.WriteAllBytes(Path.Combine(folder, place.image), ImageCodec.EncodePng(scene.Load()));
        File.WriteAllText(Path.Combine(folder, "prompts.json"), JsonSerializer.Serialize(new { prompts = cases }, Lower));

        Prompt[] prompts = [.. cases.Select(c => new Prompt([IqaImage.FromFile(Path.Combine(folder, c.image))], question))];
        CurveFile.Write(Path.Combine(results, "ours.csv"), Enumerable.Range(1, seeds).SelectMany(seed => Train(prompts, steps, seed)));
    }

    private static IEnumerable<CurvePoint> Train(Prompt[] prompts, int steps, int seed)
    {
        using var policy = QwenPolicy.Load(PocketPolicy.Folder);
        using var reference = policy.Clone();
        using var update = new ParameterUpdate(policy.Model, new UpdateOptions { WeightDecay = 0 });
        var step = new GrpoStep(policy, reference, update, new GrpoLossOptions { ClipRange = 0.2, Beta = 0.05 });
        var root = new SeedTree((ulong)seed);
        for (var i = 0; i < steps; i++)
        {
            int[] places = [.. Enumerable.Range(i * PromptsPerStep, PromptsPerStep).Select(p => p % prompts.Length)];
            Prompt[] batch = [.. places.Select(p => prompts[p])];
            var completions = policy.Sample(batch, Group, new SamplingOptions { MaxNewTokens = MaxNewTokens }, root.Child(i).Children(PromptsPerStep));
            double[][] rewards = [.. completions.Zip(places, (group, p) => group.Select(c => Closeness(c.Text, Targets[p % Targets.Length])).ToArray())];
            var taken = step.Take(batch, completions, [.. rewards.SelectMany(r => GroupAdvantage.Normalize(r, Advantage))], 1, Rate * (1 - (i / (double)steps)));
            yield return new CurvePoint(seed, i + 1, rewards.SelectMany(r => r).Average(), taken.Figures.Kl, taken.Entropy, taken.GradientNorm);
        }
    }

    /// <summary>As trl_curves.py rewards an answer.</summary>
    private static double Closeness(string answer, double target)
    {
        var found = Score().Match(answer);
        return found.Success && double.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is <= 5 and var score
            ? 1 - (Math.Abs(score - target) / 4)
            : 0;
    }

    [GeneratedRegex(@"^\s*([1-5](?:\.[0-9]+)?)\s*$")]
    private static partial Regex Score();
}

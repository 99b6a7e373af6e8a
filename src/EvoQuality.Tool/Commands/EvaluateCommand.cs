using System.CommandLine;
using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Evolution.WarmStart;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Language;
using EvoQuality.Voting;
using Spectre.Console;
using TorchSharp;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality evaluate</c>: a policy on labelled pictures, as correlations and accuracies.</summary>
internal static class EvaluateCommand
{
    private const int DirectTokens = 16;
    private const int ReasoningTokens = 512;

    public static Command Create()
    {
        var policy = new Argument<string>("policy")
        {
            Description = "Folder of a Qwen2.5-VL checkpoint: config.json, model.safetensors, tokenizer, preprocessor_config.json.",
        };
        var images = new Option<string?>("--images") { Description = "Folder of pictures; needs --labels.", HelpName = "folder" };
        var labels = new Option<string?>("--labels")
        {
            Description = "CSV file with the columns image and mos (higher is better).",
            HelpName = "file.csv",
        };
        var scenes = Whole("--scenes", null, 4, "Instead of a folder: this many generated pictures of known quality.");
        var seed = new Option<ulong>("--seed")
        {
            Description = "Root of every random draw.",
            DefaultValueFactory = _ => 1,
            HelpName = "N",
        };
        var samples = Whole("--samples", 32, 1, "Answers per picture; the first is 'one sample', all are the mean.");
        var pairs = Whole("--pairs", 500, 1, "Random pairs the policy also votes on, 32 times each.");
        var style = new Option<AnswerStyle>("--style")
        {
            Description = "direct: the answer alone (default); reasoning: think first, as in the paper; slow.",
            HelpName = "direct|reasoning",
        };
        var dtype = new Option<string>("--dtype") { Description = "Type of the weights.", DefaultValueFactory = _ => "float32" };
        dtype.AcceptOnlyFromAmong("float32", "bfloat16");
        var device = new Option<string>("--device") { Description = "Where the policy runs.", DefaultValueFactory = _ => "cpu" };
        device.AcceptOnlyFromAmong("cpu", "cuda");
        var features = new Option<string?>("--features")
        {
            Description = "Keep encoded pictures in this folder, for the next time with the same weights.",
            HelpName = "folder",
        };
        var kept = new Option<string?>("--keep-scores")
        {
            Description = "Keep every picture's scores in this folder by all that decides them, so that a second evaluation asks only for what is new.",
            HelpName = "folder",
        };
        var file = new Option<string?>("--out")
        {
            Description = "Also write the figures and every picture's scores to this JSON file.",
            HelpName = "file.json",
        };
        var command = new Command(
            "evaluate", "Measure a policy on labelled pictures: correlation with opinion scores, accuracy of its comparisons.")
        {
            policy, images, labels, scenes, seed, samples, pairs, style, dtype, device, features, kept, file,
        };
        command.Validators.Add(result =>
        {
            var (folder, csv, count) = (result.GetValue(images), result.GetValue(labels), result.GetValue(scenes));
            if (count is null && (folder is null || csv is null))
                result.AddError("Give pictures: --images FOLDER with --labels FILE.csv, or --scenes N.");
            if (count is not null && (folder ?? csv) is not null)
                result.AddError("Give either --images with --labels, or --scenes, not both.");
        });
        command.SetAction(parsed => LongWork.Run(parsed.InvocationConfiguration.Output, (_, progress, cancel) =>
        {
            if (parsed.GetValue(file) is { } target) EvaluationFile.Prepare(target, "--out");
            var root = new SeedTree(parsed.GetRequiredValue(seed));
            var type = parsed.GetValue(dtype) == "bfloat16" ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;
            using var model = QwenPolicy.Load(parsed.GetRequiredValue(policy), type, new torch.Device(parsed.GetValue(device)!));
            if (parsed.GetValue(features) is { } encoded) model.KeepFeatures(encoded);
            var set = parsed.GetValue(scenes) is { } count
                ? SceneImages.Create("scenes", count, new WarmStartOptions().Size, root.Child("scenes"), progress)
                : ImageFolder.Load(parsed.GetValue(images)!, parsed.GetValue(labels));
            var way = parsed.GetValue(style);
            var tokens = way == AnswerStyle.Direct ? DirectTokens : ReasoningTokens;
            var cache = new ScoreCache(
                parsed.GetValue(kept), $"{PolicyHash.OfFolder(parsed.GetRequiredValue(policy))}-{parsed.GetValue(dtype)}", model.Images.Options.Limits);
            var report = EvaluationReport.Of(
                model, set.Images,
                new ScoreOptions { Style = way, Samples = parsed.GetRequiredValue(samples)!.Value, MaxNewTokens = tokens },
                new VoteOptions
                {
                    Style = way,
                    Source = way == AnswerStyle.Direct ? VoteSource.Probability : VoteSource.Samples,
                    Order = PairOrder.Balanced,
                    MaxNewTokens = tokens,
                },
                PairSampler.Sample(set.Images.Count, parsed.GetRequiredValue(pairs)!.Value, root.Child("pairs").Source()),
                root.Child("evaluate"), cache: cache, progress: progress, cancel: cancel);
            Show(parsed.InvocationConfiguration.Output, set, report);
            if (parsed.GetValue(file) is { } path) EvaluationFile.Write(path, set, report, way, root);
        }));
        return command;
    }

    private static Option<int?> Whole(string name, int? usual, int least, string description)
    {
        var option = new Option<int?>(name) { Description = description, DefaultValueFactory = _ => usual, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var n) && n < least)
                result.AddError($"{name} is {n}; expected {least} or more.");
        });
        return option;
    }

    private static void Show(TextWriter output, ImageSet set, EvaluationReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("score", "SRCC", "95 % interval", "PLCC", "images");
        void Row(string name, CorrelationResult? result)
        {
            if (result is null) return;
            var interval = result.SrccInterval is { } i ? $"{i.Low:F3} to {i.High:F3}" : "-";
            table.AddRow(name, Number(result.Srcc), interval, Number(result.Plcc), $"{result.Images}");
        }

        Row("one sample", report.SingleSample);
        Row($"mean of {report.Scores[0].Samples.Count}", report.MeanOfN);
        Row("greedy", report.Greedy);
        Row("expected", report.Expected);
        var console = Terminal.On(output);
        console.WriteLine($"{set.Name}, {set.Images.Count} pictures");
        console.Write(table);
        console.WriteLine($"right comparisons, one vote   {Number(report.ComparisonAccuracy)}");
        console.WriteLine($"right comparisons, majority   {Number(report.ConsensusAccuracy)}");
        console.WriteLine($"answers that were a score     {report.ParseRate:F3}");
        console.WriteLine($"spread of a picture's scores  {report.Spread:F3}");
    }

    private static string Number(double? value) => value is { } v ? $"{v:F3}" : "undefined";
}

using System.CommandLine;
using EvoQuality.Datasets;
using EvoQuality.Datasets.Benchmarks;
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
        var dataset = new Option<string?>("--dataset")
        {
            Description = $"A benchmark as its owners publish it; needs --root. One of {string.Join(", ", BenchmarkCatalog.All.Select(b => b.Name))}.",
            HelpName = "name",
        };
        var folderOf = new Option<string?>("--root") { Description = "With --dataset: where its archive was unpacked.", HelpName = "folder" };
        var split = new Option<string?>("--split")
        {
            Description = "With --dataset: a published split; its test part is measured. Without it the first one, or all pictures of a set without splits; 'all' takes all.",
            HelpName = "name|all",
        };
        var scenes = new Option<int?>("--scenes") { Description = "Instead of a folder: this many generated pictures of known quality.", HelpName = "N" }.Within(4);
        var seed = new Option<ulong>("--seed")
        {
            Description = "Root of every random draw.",
            DefaultValueFactory = _ => 1,
            HelpName = "N",
        };
        var crop = new Option<int?>("--crop") { Description = "Take the middle square of each picture, of this side in pixels and at its own resolution (default: whole pictures).", HelpName = "N" }.Within(1);
        var samples = new Option<int>("--samples") { Description = "Answers per picture; the first is 'one sample', all are the mean.", DefaultValueFactory = _ => 32, HelpName = "N" }.Within(1);
        var pairs = new Option<int>("--pairs") { Description = "Random pairs the policy also votes on, 32 times each.", DefaultValueFactory = _ => 500, HelpName = "N" }.Within(1);
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
            Description = "Keep every picture's scores in this folder by all that decides them, so that a second evaluation asks only for what is new. With --dataset scores are kept even without it, in the user's folder for data.",
            HelpName = "folder",
        };
        var file = new Option<string?>("--out")
        {
            Description = "Also write the figures and every picture's scores to this JSON file.",
            HelpName = "file.json",
        };
        var csv = new Option<string?>("--csv") { Description = "Also write every picture's scores to this CSV file.", HelpName = "file.csv" };
        var command = new Command(
            "evaluate", "Measure a policy on labelled pictures: correlation with opinion scores, accuracy of its comparisons.")
        {
            policy, images, labels, dataset, folderOf, split, scenes, crop, seed, samples, pairs, style, dtype, device, features, kept, file, csv,
        };
        command.Validators.Add(result =>
        {
            var (folder, labelled, count, named, root) = (result.GetValue(images), result.GetValue(labels), result.GetValue(scenes), result.GetValue(dataset), result.GetValue(folderOf));
            var given = (count is null ? 0 : 1) + ((folder ?? labelled) is null ? 0 : 1) + ((named ?? root) is null ? 0 : 1);
            if (given > 1) result.AddError("Give either --images with --labels, or --dataset with --root, or --scenes, not both.");
            else if (count is null && !(folder is not null && labelled is not null) && !(named is not null && root is not null))
                result.AddError("Give pictures: --images FOLDER with --labels FILE.csv, --dataset NAME with --root FOLDER, or --scenes N.");
            if (result.GetValue(split) is not null && named is null) result.AddError("--split needs --dataset.");
        });
        command.SetAction(parsed => LongWork.Run(parsed.InvocationConfiguration.Output, (_, progress, cancel) =>
        {
            if (parsed.GetValue(file) is { } target) EvaluationFile.Prepare(target, "--out");
            if (parsed.GetValue(csv) is { } list) EvaluationFile.Prepare(list, "--csv");
            var benchmark = parsed.GetValue(dataset) is { } name ? Part(BenchmarkCatalog.ByName(name), parsed.GetValue(folderOf)!, parsed.GetValue(split)) : null;
            var root = new SeedTree(parsed.GetRequiredValue(seed));
            var type = parsed.GetValue(dtype) == "bfloat16" ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;
            using var model = QwenPolicy.Load(parsed.GetRequiredValue(policy), type, new torch.Device(parsed.GetValue(device)!));
            if (parsed.GetValue(features) is { } encoded) model.KeepFeatures(encoded);
            var set = parsed.GetValue(scenes) is { } count
                ? SceneImages.Create("scenes", count, new WarmStartOptions().Size, root.Child("scenes"), progress)
                : benchmark ?? ImageFolder.Load(parsed.GetValue(images)!, parsed.GetValue(labels));
            if (parsed.GetValue(crop) is { } side) set = set.Middle(side);
            var way = parsed.GetValue(style);
            var tokens = way == AnswerStyle.Direct ? DirectTokens : ReasoningTokens;
            var scores = parsed.GetValue(kept) ?? (benchmark is null ? null : UsersScores);
            var hashes = new RememberedHashes(scores is null ? null : Path.Combine(scores, "hashes.json"));
            var cache = new ScoreCache(
                scores, PolicyName.OfFolder(parsed.GetRequiredValue(policy), parsed.GetValue(dtype)!, hashes), model.Images.Options.Limits);
            var report = EvaluationReport.Of(
                model, set.Images,
                new ScoreOptions { Style = way, Samples = parsed.GetValue(samples), MaxNewTokens = tokens },
                new VoteOptions
                {
                    Style = way,
                    Source = way == AnswerStyle.Direct ? VoteSource.Probability : VoteSource.Samples,
                    Order = PairOrder.Balanced,
                    MaxNewTokens = tokens,
                },
                PairSampler.Sample(set.Images.Count, parsed.GetValue(pairs), root.Child("pairs").Source()),
                root.Child("evaluate"), cache: cache, progress: progress, cancel: cancel);
            Show(parsed.InvocationConfiguration.Output, set, report);
            if (parsed.GetValue(file) is { } path) EvaluationFile.Write(path, set, report, way, root);
            if (parsed.GetValue(csv) is { } table) EvaluationFile.WriteScores(table, report.Scores);
        }));
        return command;
    }

    private static string UsersScores => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "evoquality", "scores");

    /// <summary>The part that is measured, with scores on 1 to 5, higher better, whatever the owners' scale.</summary>
    private static ImageSet Part(Benchmark benchmark, string folder, string? split)
    {
        var scheme = split == "all" ? null : split is not null ? benchmark.Split(split) : benchmark.Splits is [var first, ..] ? first : null;
        return benchmark.Load(folder, scheme).OnFivePoints();
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
        console.WriteLine($"right on the same pairs, scores  {Number(report.ScoreAccuracy)}");
        console.WriteLine($"answers that were a score     {report.ParseRate:F3}");
        console.WriteLine($"spread of a picture's scores  {report.Spread:F3}");
    }

    private static string Number(double? value) => value is { } v ? $"{v:F3}" : "undefined";
}

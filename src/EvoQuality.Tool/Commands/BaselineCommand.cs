using System.CommandLine;
using System.Text.Json;
using EvoQuality.Datasets;
using EvoQuality.Evaluation.Baselines;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Statistics;
using Spectre.Console;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality dataset baseline</c>: NIQE, BRISQUE and a probe of a vision tower on a labelled test set, to stand beside a policy.</summary>
internal static class BaselineCommand
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "A folder with images/, train.csv and test.csv, as `dataset cut` writes it; other names by the options." };
        var images = Text("--images", "folder", "The pictures; default FOLDER/images.");
        var train = Text("--train", "file.csv", "Scores that BRISQUE's regression is trained on (columns image, mos); default FOLDER/train.csv.");
        var test = Text("--test", "file.csv", "Scores to test on; default FOLDER/test.csv.");
        var pristine = Text("--pristine", "folder", "Pristine pictures for NIQE, such as the Kodak set; default: generated scenes, which are a weak stand-in.");
        var crop = new Option<int?>("--crop") { Description = "Take the middle square of each picture but the pristine ones, of this side in pixels and at its own resolution (default: whole pictures).", HelpName = "N" }.Within(1);
        var probe = Text("--probe", "folder", "Also probe this policy's vision tower: the mean of a picture's vectors, with BRISQUE's regression and training scores.");
        var seed = new Option<ulong>("--seed") { Description = "Deals the folds and the resamples.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var file = Text("--out", "file.json", "Also write the figures and every prediction to this JSON file.");
        var command = new Command("baseline", "Measure NIQE and BRISQUE on a labelled test set: SRCC and PLCC with 95 % intervals.")
        {
            folder, images, train, test, pristine, crop, probe, seed, file,
        };
        command.SetAction(parsed => LongWork.Run(parsed.InvocationConfiguration.Output, (_, progress, cancel) =>
        {
            if (parsed.GetValue(file) is { } target) EvaluationFile.Prepare(target, "--out");
            using var policy = parsed.GetValue(probe) is { } model ? QwenPolicy.Load(model) : null; // first: a wrong folder is told before minutes of work
            var root = parsed.GetRequiredValue(folder);
            var pictures = parsed.GetValue(images) ?? Path.Combine(root, "images");
            ImageSet Seen(ImageSet set) => parsed.GetValue(crop) is { } side ? set.Middle(side) : set;
            var training = Seen(ImageFolder.Load(pictures, parsed.GetValue(train) ?? Path.Combine(root, "train.csv")));
            var testing = Seen(ImageFolder.Load(pictures, parsed.GetValue(test) ?? Path.Combine(root, "test.csv")));
            Distinct(training, testing);
            var seeds = new SeedTree(parsed.GetRequiredValue(seed)).Child("baseline");
            var niqe = NiqeModel.Fit(NiqePristine.Of(parsed.GetValue(pristine)), progress, cancel);
            var brisque = BrisqueModel.Train(training.Images, seeds.Child("folds").Source(), progress, cancel);
            List<BaselineResult> results =
            [
                BaselineResult.Of($"NIQE ({niqe.Blocks} pristine blocks)", niqe.Predict(testing.Images, progress, cancel), testing.Images, seeds),
                BaselineResult.Of(
                    $"BRISQUE (trained on {training.Images.Count})", brisque.Predict(testing.Images, progress, cancel), testing.Images, seeds),
            ];
            if (policy is not null)
            {
                var probed = VisionProbe.Train(policy, training.Images, seeds.Child("folds").Source(), progress, cancel);
                results.Add(BaselineResult.Of(
                    $"vision tower (probed with {training.Images.Count})", probed.Predict(testing.Images, progress, cancel), testing.Images, seeds));
            }

            Show(parsed.InvocationConfiguration.Output, testing, results);
            if (parsed.GetValue(file) is { } path) AtomicFile.WriteAllText(path, Json(testing, results, brisque.Regression, parsed.GetRequiredValue(seed)));
        }));
        return command;
    }

    private static Option<string?> Text(string name, string help, string description) => new(name) { Description = description, HelpName = help };

    /// <summary>A picture in both parts would be tested on its own score.</summary>
    private static void Distinct(ImageSet training, ImageSet testing)
    {
        string[] shared = [.. training.Images.Select(i => i.Id).Intersect(testing.Images.Select(i => i.Id), StringComparer.OrdinalIgnoreCase)];
        if (shared.Length > 0)
            throw new InvalidDataException($"{testing.Name}: expected pictures that are not trained on, found {shared.Length} of {training.Name} too; the first is {shared[0]}.");
    }

    private static void Show(TextWriter output, ImageSet set, IReadOnlyList<BaselineResult> results)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("baseline", "SRCC", "95 % interval", "PLCC", "95 % interval");
        foreach (var r in results) table.AddRow(r.Name, Number(r.Srcc), Range(r.SrccInterval), Number(r.Plcc), Range(r.PlccInterval));
        var console = Terminal.On(output);
        console.WriteLine($"{set.Name}, {set.Images.Count} pictures");
        console.Write(table);
    }

    private static string Number(double? value) => value is { } v ? $"{v:F3}" : "undefined";

    private static string Range(Interval? interval) => interval is { } i ? $"{i.Low:F3} to {i.High:F3}" : "-";

    private static string Json(ImageSet set, IReadOnlyList<BaselineResult> results, KernelRidge regression, ulong seed)
    {
        var content = new
        {
            Set = set.Name,
            Images = set.Images.Count,
            Seed = seed,
            KernelWidth = regression.Width,
            regression.Ridge,
            Baselines = results.Select(r => new
            {
                r.Name,
                r.Srcc,
                SrccLow = r.SrccInterval?.Low,
                SrccHigh = r.SrccInterval?.High,
                r.Plcc,
                PlccLow = r.PlccInterval?.Low,
                PlccHigh = r.PlccInterval?.High,
                Predictions = set.Images.Zip(r.Predictions, (image, value) => new { Image = image.Id, image.Mos, Prediction = value }),
            }),
        };
        return JsonSerializer.Serialize(content, Format) + "\n";
    }
}

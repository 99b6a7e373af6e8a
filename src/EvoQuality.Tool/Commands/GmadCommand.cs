using System.CommandLine;
using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Evaluation.Baselines;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging.Distortions.Graded;
using EvoQuality.Language;
using EvoQuality.Notebooks;
using EvoQuality.Presentation;
using TorchSharp;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality gmad</c>: the pairs of pictures on which models contradict each other most, as a page.</summary>
internal static class GmadCommand
{
    private const string Name = "gmad";
    private const int SceneSide = 224;
    private const int DirectTokens = 16;
    private static readonly int MostCopies = GradedCatalog.All.Count * GradedDistortion.LevelCount;

    public static Command Create()
    {
        var models = new Argument<string[]>("models")
        {
            Description = "The folder of a finished run (its start and its last version compete), or model folders.",
            Arity = ArgumentArity.OneOrMore,
        };
        var niqe = new Option<bool>("--niqe") { Description = "NIQE competes too." };
        var pristine = new Option<string?>("--pristine") { Description = "With --niqe: folder of undamaged pictures it is estimated from; without it generated scenes, a weak stand-in.", HelpName = "folder" };
        var images = new Option<string?>("--images") { Description = "Folder of pictures to look in; without it scenes are generated.", HelpName = "folder" };
        var labels = new Option<string?>("--labels") { Description = "With --images: CSV file (image, mos). The scores judge the pairs; they do not choose them.", HelpName = "file.csv" };
        var crop = new Option<int?>("--crop") { Description = "With --images: take the middle square of each picture, of this side in pixels and at its own resolution (default: whole pictures).", HelpName = "N" }.Within(1);
        var damaged = new Option<int?>("--damaged") { Description = "With --images: look in so many damaged copies of every picture (35 distortions of 5 levels, drawn by --seed), and not in the pictures themselves.", HelpName = "N" }.Within(1, MostCopies);
        var scenes = new Option<int>("--scenes") { Description = "Generated pictures to look in.", DefaultValueFactory = _ => 400, HelpName = "N" }.Within(1);
        var levels = new Option<int>("--levels") { Description = "Quality levels of the defender.", DefaultValueFactory = _ => 4, HelpName = "N" }.Within(1);
        var pairs = new Option<int>("--pairs") { Description = "Pairs per level.", DefaultValueFactory = _ => 1, HelpName = "N" }.Within(1);
        var tolerance = new Option<double>("--tolerance")
        {
            Description = "How far apart scores may lie that count as equal, in standard deviations of the defender's scores.",
            DefaultValueFactory = _ => 0.1,
            HelpName = "X",
        };
        var seed = new Option<ulong>("--seed") { Description = "Draws the scenes and the damage.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var file = new Option<string>("--out") { Description = "The page to write.", DefaultValueFactory = _ => "gmad.html", HelpName = "page.html" };
        var command = new Command(Name, "Find the pairs of pictures on which models contradict each other most, side by side on a page that needs no network.")
        {
            models, niqe, pristine, images, labels, crop, damaged, scenes, levels, pairs, tolerance, seed, file,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(labels) is not null && result.GetValue(images) is null) result.AddError("--labels needs --images.");
            if (result.GetResult(images) is null)
            {
                foreach (var option in new[] { crop, damaged })
                    if (result.GetResult(option) is not null) result.AddError($"{option.Name} needs --images.");
            }
            else if (result.GetResult(scenes) is { Implicit: false })
            {
                result.AddError("--scenes are generated, --images are not: give one of the two.");
            }

            if (result.GetResult(damaged) is not null && result.GetValue(labels) is not null)
                result.AddError("--labels has scores of the pictures, not of damaged copies: leave it or --damaged out.");
            if (result.GetValue(pristine) is not null && !result.GetValue(niqe)) result.AddError("--pristine needs --niqe.");
            if (result.GetResult(tolerance) is { Tokens: [var token] } && double.TryParse(token.Value, out var width) && !(width >= 0))
                result.AddError($"--tolerance is {width}; expected 0 or more.");
            if (result.GetValue(models) is { } named && named.Select(Path.GetFullPath).Distinct().Count() < named.Length) result.AddError("A model is named twice.");
            if (result.GetValue(models) is [var only] && !result.GetValue(niqe) && !IsRun(only))
                result.AddError($"{only} is no run, and one model has nobody to contradict: name a second one, or add --niqe.");
        });
        command.SetAction(parsed => LongWork.Run(parsed.InvocationConfiguration.Output, (say, progress, cancel) =>
        {
            var page = parsed.GetValue(file)!;
            EvaluationFile.Prepare(page, "--out");
            var root = new SeedTree(parsed.GetValue(seed)).Child(Name);
            var set = parsed.GetValue(images) is { } folder
                ? Damaged(Cropped(ImageFolder.Load(folder, parsed.GetValue(labels)), parsed.GetValue(crop)), parsed.GetValue(damaged), root.Child("damage"))
                : SceneImages.Create("generated scenes", parsed.GetValue(scenes), SceneSide, root.Child("scenes"), progress);
            GmadContest.ExpectEnough(set.Images.Count, parsed.GetValue(levels));
            var given = parsed.GetRequiredValue(models);
            var ours = parsed.GetValue(niqe) // first: a picture that is too small for it is found before the models ask
                ? new ModelScores("NIQE", NiqeModel.Fit(NiqePristine.Of(parsed.GetValue(pristine)), progress, cancel).Predict(set.Images, progress, cancel))
                : null;
            var scores = given.Zip(Names(given)).SelectMany(m => Scores(m.First, m.Second, given.Length == 1, set, root, progress, cancel)).ToList();
            if (ours is not null) scores.Add(ours);
            Formatters.Register();
            const string Title = "Where the models contradict each other";
            var parts = GmadPage.Of(Title, set, scores, parsed.GetValue(levels), parsed.GetValue(pairs), parsed.GetValue(tolerance));
            AtomicFile.WriteAllText(page, PageExport.Html(Title, parts));
            foreach (var (i, first) in scores.Index())
            {
                foreach (var second in scores.Skip(i + 1))
                {
                    var agreement = ModelAgreement.Of(first, second);
                    say(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{first.Name} and {second.Name}: SRCC {agreement.Srcc:F3}, the same order in {agreement.SameOrder:P0} of the pairs"));
                }
            }

            say(page);
        }));
        return command;
    }

    private static ImageSet Cropped(ImageSet set, int? side) => side is { } pixels ? set.Middle(pixels) : set;

    private static ImageSet Damaged(ImageSet set, int? each, SeedTree seed) => each is not { } copies ? set : new ImageSet(
        $"{set.Name}, {copies} damaged {(copies == 1 ? "copy" : "copies")} of each",
        [.. set.Images.SelectMany(image => DistortedImage.Drawn(image, copies, seed.Child(image.Id)))]);

    /// <summary>What the models are called: their folders' names, or, where two have the same, their paths.</summary>
    private static IEnumerable<string> Names(string[] models)
    {
        string Folder(string model) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(model)));
        return models.Select(m => models.Count(o => Folder(o) == Folder(m)) == 1 ? Folder(m) : m);
    }

    /// <summary>The scores of a model, or of a run's start and last version, which need no name of the run where it is alone.</summary>
    private static IEnumerable<ModelScores> Scores(
        string model, string called, bool alone, ImageSet set, SeedTree seed, IProgress<StageProgress> progress, CancellationToken cancel)
    {
        ModelScores Ask(string name, IPolicy policy, ScoreOptions options) => ModelScores.Of(
            name, ScorePredictor.Predict(policy, set.Images, options, seed.Child("scores"), progress: progress, cancel: cancel));
        if (!IsRun(model))
        {
            using var policy = QwenPolicy.Load(model, torch.ScalarType.Float32, torch.CPU);
            yield return Ask(called, policy, new ScoreOptions { Samples = 1, MaxNewTokens = DirectTokens });
            yield break;
        }

        var run = RunFolder.Existing(model);
        var recorded = RecordedRun.Read(run);
        var setup = EvolutionSetup.Read(run);
        using var start = setup.LoadPolicy();
        RecordedRun.ExpectStart(run, start, setup.PolicyFolder);
        var asked = setup.Options().Scores;
        if (asked.Style == AnswerStyle.Direct) asked = asked with { Samples = 1 }; // the expected score needs no samples
        foreach (var (round, version) in KeptVersions.Of(start, run, recorded))
        {
            if (round != 0 && round != recorded.Rounds.Count - 1) continue;
            var name = round == 0 ? "start" : $"round {round}";
            yield return Ask(alone ? name : $"{called}, {name}", version, asked);
        }
    }

    private static bool IsRun(string folder) => File.Exists(Path.Combine(folder, EvolutionRecord.IdentityName));
}

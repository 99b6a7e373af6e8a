using System.CommandLine;
using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Imaging.Distortions.Graded;
using EvoQuality.Notebooks;
using EvoQuality.Presentation;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality psychometric</c>: what every version of a run sees of 35 distortions, and what the rounds changed.</summary>
internal static class PsychometricCommand
{
    private const string Name = "psychometric";
    private const int SceneSide = 224;

    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The folder of a finished run; psychometric.html and two CSV files are written there." };
        var pristine = new Option<string?>("--pristine") { Description = "Folder of undamaged pictures; without it pictures are generated.", HelpName = "folder" };
        var pictures = new Option<int>("--pictures") { Description = "Pristine pictures, 2 or more.", DefaultValueFactory = _ => 12, HelpName = "N" }.Within(2);
        var levels = new Option<int[]>("--levels")
        {
            Description = "Levels to measure, of 1 to 5; all without it.",
            AllowMultipleArgumentsPerToken = true,
            HelpName = "N…",
        };
        var types = new Option<string[]>("--types")
        {
            Description = "Distortions to measure by name; all 35 without it.",
            AllowMultipleArgumentsPerToken = true,
            HelpName = "name…",
        };
        var policy = new Option<string?>("--policy") { Description = "Model folder that the run started from, where it lies elsewhere now.", HelpName = "folder" };
        var command = new Command(Name, "What every version of a run sees of 35 distortions: preference for the pristine picture and score against level.")
        {
            folder, pristine, pictures, levels, types, policy,
        };
        command.SetAction(parsed => LongWork.Run(parsed.InvocationConfiguration.Output, (say, progress, cancel) =>
        {
            var run = RunFolder.Existing(parsed.GetRequiredValue(folder));
            var recorded = RecordedRun.Read(run);
            var seed = recorded.Seed.Child(Name);
            var setup = EvolutionSetup.Read(run);
            if (parsed.GetValue(policy) is { } other) setup = setup with { Policy = other };
            var settings = setup.Options();
            var options = new PsychometricOptions
            {
                Distortions = parsed.GetValue(types) is { Length: > 0 } named ? [.. named.Select(GradedCatalog.ByName)] : GradedCatalog.All,
                Levels = parsed.GetValue(levels) is { Length: > 0 } some ? [.. some.Distinct().Order()] : [1, 2, 3, 4, 5],
                Votes = settings.Votes with { Order = Voting.PairOrder.Balanced },
                Scores = settings.Scores with { Samples = 1 },
            };
            options.Validate();
            var count = parsed.GetValue(pictures);
            var set = parsed.GetValue(pristine) is { } own
                ? Taken(own, count)
                : PristineImages.Create("generated", count, SceneSide, SceneSide, seed.Child("pictures"));
            using var start = setup.LoadPolicy();
            RecordedRun.ExpectStart(run, start, setup.PolicyFolder, "name its folder by --policy");
            var shown = PsychometricPictures.Of(set.Images, options, seed);
            var versions = new List<(string Name, PsychometricCurves Curves)>();
            foreach (var (round, version) in KeptVersions.Of(start, run, recorded))
            {
                versions.Add((round == 0 ? "start" : $"round {round}", PsychometricCurves.Measure(version, shown, options, seed, progress, cancel)));
                say($"{versions[^1].Name}: {options.Distortions.Count} distortions at {options.Levels.Count} levels on {set.Images.Count} pictures");
            }

            Write(run, set, versions, options, seed);
            if (versions.Count > 1)
                say(PsychometricPage.Finding(PsychometricChange.Between(versions[0].Curves, versions[^1].Curves, options.Resamples, seed)).ReplaceLineEndings(" "));
            say(run.File($"{Name}.html"));
        }));
        return command;
    }

    private static ImageSet Taken(string folder, int count)
    {
        var set = ImageFolder.Load(folder);
        return set.Images.Count >= count
            ? new ImageSet(set.Name, [.. set.Images.Take(count)])
            : throw new InvalidDataException($"{folder}: expected {count} pictures or more, found {set.Images.Count}; ask for fewer by --pictures.");
    }

    private static void Write(RunFolder run, ImageSet set, List<(string Name, PsychometricCurves Curves)> versions, PsychometricOptions options, SeedTree seed)
    {
        Formatters.Register();
        run.WriteTable($"{Name}.csv", Tables.Psychometric(versions));
        if (versions.Count > 1)
            run.WriteTable($"{Name}-changes.csv", Tables.PsychometricChanges(PsychometricChange.Between(versions[0].Curves, versions[^1].Curves, options.Resamples, seed)));
        var title = "What the policy sees";
        AtomicFile.WriteAllText(run.File($"{Name}.html"), PageExport.Html(title, PsychometricPage.Of(title, set.Name, versions, options, seed)));
    }
}

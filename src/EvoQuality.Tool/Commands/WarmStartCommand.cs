using System.CommandLine;
using System.Text.Json;
using EvoQuality.Datasets;
using EvoQuality.Evolution.WarmStart;
using EvoQuality.Foundations;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality warm-start</c>: makes the pocket policy, stage by stage.</summary>
internal static class WarmStartCommand
{
    /// <summary>Says with which settings a folder was begun; only such a folder is gone on with.</summary>
    private const string RecipeName = "warm-start.json";

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static Command Create()
    {
        var defaults = new WarmStartOptions();
        var target = new Argument<string>("out")
        {
            Description = "Folder for the policy: new, empty, or one that this command was stopped in.",
        };
        var pictures = new Option<string?>("--pictures")
        {
            Description = "Folder of undamaged photographs, --size pixels or more on each side; half of the lessons are then " +
                          "crops of them (default: generated scenes only).",
            HelpName = "folder",
        };
        var seed = new Option<ulong>("--seed")
        {
            Description = "Root of every random draw.",
            DefaultValueFactory = _ => 1,
            HelpName = "N",
        };
        var cell = defaults.Processor.Factor;
        var size = Number("--size", defaults.Size, $"Side of the pictures in pixels, a multiple of {cell}: one picture is (N / {cell})^2 tokens.").InUnitsOf(cell);
        var blocks = Number("--eye-blocks", defaults.EyeBlocks, "Blocks of the vision tower.").Within(1);
        var width = Number("--eye-width", defaults.EyeWidth, "Size of the vision tower's vectors, a multiple of 32.").InUnitsOf(WarmStartOptions.HeadSize);
        var freeze = new Option<bool>("--freeze-eye") { Description = "Leave the vision tower as the first stage made it." };
        var eye = Steps("--eye-steps", defaults.EyeSteps, "the first stage: seeing damage");
        var compare = Steps("--compare-steps", defaults.CompareSteps, "the second stage: comparing two pictures");
        var score = Steps("--score-steps", defaults.ScoreSteps, "the third stage: scoring one picture");
        var command = new Command(
            "warm-start",
            "Make the pocket policy: a small Qwen2.5-VL taught on pictures whose damage is known. " +
            "About an hour on two cores; stopped, it goes on with the first unfinished of its three stages.")
        {
            target, pictures, seed, size, blocks, width, freeze, eye, compare, score,
        };
        command.SetAction(parsed => LongWork.Run(parsed.InvocationConfiguration.Output, (say, progress, cancel) =>
        {
            var options = defaults with
            {
                Size = parsed.GetRequiredValue(size),
                EyeBlocks = parsed.GetRequiredValue(blocks),
                EyeWidth = parsed.GetRequiredValue(width),
                FreezeEye = parsed.GetValue(freeze),
                EyeSteps = parsed.GetRequiredValue(eye),
                CompareSteps = parsed.GetRequiredValue(compare),
                ScoreSteps = parsed.GetRequiredValue(score),
            };
            var folder = parsed.GetRequiredValue(target);
            var photographs = Photographs(parsed.GetValue(pictures), options.Size);
            var recipe = new Recipe(
                parsed.GetRequiredValue(seed), options.Size, options.EyeBlocks, options.EyeWidth, options.FreezeEye,
                options.EyeSteps, options.CompareSteps, options.ScoreSteps,
                [.. photographs.Select(p => p.Id)]);
            Begin(folder, recipe);
            var pixels = photographs.Select(p => p.Load()).ToArray();
            new PocketWarmStart(options, pixels, new SeedTree(recipe.Seed), progress, cancel).Run(folder);
            say($"{folder}: the policy is complete; measure it with: evoquality evaluate {folder} --scenes 400");
        }));
        return command;
    }

    private static Option<int> Number(string name, int value, string meaning) =>
        new(name) { Description = meaning, DefaultValueFactory = _ => value, HelpName = "N" };

    private static Option<int> Steps(string name, int steps, string stage) => Number(name, steps, $"Steps of {stage}.").Within(1);

    private static IReadOnlyList<IqaImage> Photographs(string? folder, int size)
    {
        if (folder is null) return [];
        var loaded = ImageFolder.Load(folder).Images.Select(i => (i.Id, Pixels: i.Load())).ToArray();
        foreach (var (id, pixels) in loaded)
        {
            if (Math.Min(pixels.Width, pixels.Height) < size)
            {
                throw new ArgumentException(
                    $"--pictures {folder}: {id} is {pixels.Width} x {pixels.Height}; expected {size} pixels or more on each side.");
            }
        }

        return [.. loaded.Select(p => new IqaImage(p.Id, () => p.Pixels))];
    }

    /// <summary>Writes the recipe into a new folder; a folder in use must have been begun with the same one.</summary>
    private static void Begin(string folder, Recipe recipe)
    {
        var (file, text) = (Path.Combine(folder, RecipeName), JsonSerializer.Serialize(recipe, Format) + "\n");
        if (File.Exists(file))
        {
            if (File.ReadAllText(file) == text) return;
            throw new ArgumentException(
                $"{file}: this folder was begun with other settings; give the same seed, steps and pictures, or another folder.");
        }

        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new ArgumentException(
                $"{folder}: expected a new folder, an empty one or one begun by warm-start, found other files.");
        }
        AtomicFile.WriteAllText(file, text);
    }

    private sealed record Recipe(
        ulong Seed, int Size, int EyeBlocks, int EyeWidth, bool FreezeEye, int EyeSteps, int CompareSteps, int ScoreSteps, IReadOnlyList<string> Pictures);
}

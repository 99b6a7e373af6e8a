using System.CommandLine;
using EvoQuality.Datasets;
using EvoQuality.Datasets.Benchmarks;
using EvoQuality.Foundations;
using EvoQuality.Imaging;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality dataset</c>: cut and check folders of pictures.</summary>
internal static class DatasetCommand
{
    private const int Named = 5;

    public static Command Create() => new("dataset", "Prepare and check folders of pictures.") { Cut(), Check(), BaselineCommand.Create() };

    private static Command Cut()
    {
        var clone = new Argument<string>("clone") { Description = "Your clone of the BIQ2021 repository (it holds a folder Images)." };
        var target = new Argument<string>("out") { Description = "Where images/, train.csv and test.csv go." };
        var biq = new Command(
            "biq2021", "Cut the 2,800 photographs this project measures on from a clone of BIQ2021, and check every byte of them.")
        {
            clone, target,
        };
        biq.SetAction(parsed => LongWork.Run(parsed.InvocationConfiguration.Output, (say, progress, cancel) =>
        {
            var folder = parsed.GetRequiredValue(target);
            BiqSubset.Cut(parsed.GetRequiredValue(clone), folder, progress, cancel);
            say($"{folder}: images/, train.csv and test.csv are complete");
        }));
        return new Command("cut", "Cut a published subset from a clone of a data set.") { biq };
    }

    private static Command Check()
    {
        var folder = new Argument<string>("folder") { Description = "A folder of pictures (JPEG, PNG, WebP, BMP, TIFF)." };
        var labels = new Option<string?>("--labels")
        {
            Description = "Label file (CSV with the columns image and mos, or another form the kit reads): only the pictures it names are checked, and every name must have its picture.",
            HelpName = "file.csv",
        };
        var kind = new Option<string?>("--kind")
        {
            Description = $"The folder is a data set as its owners publish it: check labels, layout, splits, references and direction too. One of {string.Join(", ", BenchmarkCatalog.All.Select(b => b.Name))}.",
            HelpName = "name",
        };
        var layout = new Option<bool>("--layout-only") { Description = "With --kind: do not decode the pictures." };
        var command = new Command("check", "Decode every picture, so that a damaged one is found now and not after hours of work.")
        {
            folder, labels, kind, layout,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(kind) is not null && result.GetValue(labels) is not null) result.AddError("Give either --kind or --labels, not both.");
            if (result.GetValue(layout) && result.GetValue(kind) is null) result.AddError("--layout-only needs --kind.");
        });
        command.SetAction(parsed => LongWork.Run(parsed.InvocationConfiguration.Output, (say, progress, cancel) =>
        {
            var path = parsed.GetRequiredValue(folder);
            if (parsed.GetValue(kind) is { } name)
                Say(BenchmarkCheck.Of(BenchmarkCatalog.ByName(name), path, !parsed.GetValue(layout), progress, cancel), path, say);
            else if (parsed.GetValue(labels) is { } file) CheckLabelled(path, file, say, progress, cancel);
            else CheckPictures(ImageFolder.Load(path), say, progress, cancel);
        }));
        return command;
    }

    private static void CheckLabelled(string folder, string file, Action<string> say, IProgress<StageProgress> progress, CancellationToken cancel)
    {
        var check = LabelCheck.Of(folder, file);
        foreach (var text in check.Faults) say($"  fault  {text}");
        if (check.Unlabelled.Count > 0)
            say($"  note   {check.Unlabelled.Count} pictures without a label: {string.Join(", ", check.Unlabelled.Take(Named))}{(check.Unlabelled.Count > Named ? " and others" : "")}");
        if (check.Faults.Count > 0)
            throw new InvalidDataException($"{file}: {check.Faults.Count} {(check.Faults.Count == 1 ? "fault" : "faults")}, {check.Pictures.Count} labels are good; the first is {check.Faults[0]}");
        if (check.Pictures.Count == 0) throw new InvalidDataException($"{file}: expected labels, found none.");
        var name = $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))}/{Path.GetFileNameWithoutExtension(file)}";
        CheckPictures(new ImageSet(name, check.Pictures), say, progress, cancel);
    }

    private static void CheckPictures(ImageSet set, Action<string> say, IProgress<StageProgress> progress, CancellationToken cancel)
    {
        var sizes = new List<(int Width, int Height)>();
        RgbImage Noted(IqaImage image)
        {
            var pixels = image.Load();
            sizes.Add((pixels.Width, pixels.Height));
            return pixels;
        }

        new ImageSet(set.Name, [.. set.Images.Select(i => new IqaImage(i.Id, () => Noted(i), i.Mos))]).Check(progress, cancel);
        say($"{set.Name}: {set.Images.Count} pictures, all readable");
        say($"  sizes   {Sizes(sizes)}");
        if (set.Images[0].Mos is not null) say($"  scores  {set.Images.Min(i => i.Mos)} to {set.Images.Max(i => i.Mos)}");
    }

    private static void Say(BenchmarkCheck check, string folder, Action<string> say)
    {
        say($"{check.Title} in {folder}");
        foreach (var text in check.Good) say($"  ok     {text}");
        foreach (var text in check.Faults) say($"  fault  {text}");
        if (check.Faults.Count > 0)
            throw new InvalidDataException($"{folder}: {check.Faults.Count} {(check.Faults.Count == 1 ? "fault" : "faults")}; the first is {check.Faults[0]}");
    }

    private static string Sizes(IReadOnlyList<(int Width, int Height)> sizes)
    {
        var different = sizes.Distinct().OrderBy(s => (long)s.Width * s.Height).ToArray();
        var (least, most) = (different[0], different[^1]);
        return different.Length == 1
            ? $"{least.Width} x {least.Height}"
            : $"{different.Length} different, {least.Width} x {least.Height} to {most.Width} x {most.Height}";
    }
}

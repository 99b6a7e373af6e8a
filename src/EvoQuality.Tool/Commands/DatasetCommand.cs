using System.CommandLine;
using EvoQuality.Datasets;
using EvoQuality.Imaging;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality dataset</c>: cut and check folders of pictures.</summary>
internal static class DatasetCommand
{
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
            Description = "CSV file with the columns image and mos: only the pictures it names are checked, and every name must have its picture.",
            HelpName = "file.csv",
        };
        var command = new Command("check", "Decode every picture, so that a damaged one is found now and not after hours of work.")
        {
            folder, labels,
        };
        command.SetAction(parsed => LongWork.Run(parsed.InvocationConfiguration.Output, (say, progress, cancel) =>
        {
            var set = ImageFolder.Load(parsed.GetRequiredValue(folder), parsed.GetValue(labels));
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
        }));
        return command;
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

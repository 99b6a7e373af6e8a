using EvoQuality.Datasets;
using EvoQuality.Imaging;

namespace EvoQuality.Kernel.Tests;

/// <summary>Label files made by scipy, pyarrow and by hand (environment/reference/make_label_fixture.py), and tiny pictures.</summary>
internal static class LabelFixture
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", "labels", name);

    /// <summary>Writes tiny PNG files (whatever their names end with) of these grey levels.</summary>
    public static void Pictures(string folder, params IEnumerable<(string Name, int Grey)> pictures)
    {
        foreach (var (name, grey) in pictures)
        {
            var path = System.IO.Path.Combine(folder, name);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, ImageCodec.EncodePng(new RgbImage(2, 2, [.. Enumerable.Repeat((byte)grey, 12)])));
        }
    }

    public static InvalidDataException Refused(Action action) => Assert.Throws<InvalidDataException>(action);

    public static string Text(this TemporaryFolder folder, string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(folder.File(name))!);
        File.WriteAllText(folder.File(name), text);
        return folder.File(name);
    }

    public static MosScale Five => MosScale.FivePoints;
}

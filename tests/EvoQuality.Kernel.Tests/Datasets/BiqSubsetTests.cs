using System.Security.Cryptography;
using EvoQuality.Datasets;
using EvoQuality.Foundations;

namespace EvoQuality.Kernel.Tests;

public sealed class BiqSubsetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<BiqEntry> _list = [];

    public BiqSubsetTests()
    {
        // A clone in small, with the real one's traps: blanks in names, one extension in capitals, empty columns.
        Directory.CreateDirectory(Clone("Images"));
        foreach (var (original, name, split) in new[]
                 {
                     ("ss01 (1000).jpg", "ss01_1000.jpg", "train"), ("ss02 (1014).JPG", "ss02_1014.JPG", "train"), ("ss03 (7).jpg", "ss03_7.jpg", "test"),
                 })
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(original);
            File.WriteAllBytes(Clone("Images", original), bytes);
            _list.Add(new BiqEntry(Convert.ToHexStringLower(SHA256.HashData(bytes)), name, split));
        }

        File.WriteAllText(Clone("Train (Images and MOS).csv"), "Image Name,MOS,,\nss02 (1014).jpg,0.4357,,\nss01 (9).jpg,0.1,,\nss01 (1000).jpg,0.8114,,\n");
        File.WriteAllText(Clone("Test (Images and MOS).csv"), "Image Name,MOS\nss03 (7).jpg,0.25\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_cut_renames_pictures_and_takes_scores_from_the_clone()
    {
        Cut();
        Assert.Equal("image,mos\r\nss01_1000.jpg,0.811400\r\nss02_1014.JPG,0.435700\r\n", File.ReadAllText(Out("train.csv")));
        Assert.Equal("image,mos\r\nss03_7.jpg,0.250000\r\n", File.ReadAllText(Out("test.csv")));
        Assert.Equal("ss02 (1014).JPG", File.ReadAllText(Out("images", "ss02_1014.JPG")));
        Assert.Equal(2, ImageFolder.Load(Out("images"), Out("train.csv"), BiqSubset.Scale).Images.Count);
    }

    [Fact]
    public void Differing_pictures_are_counted_the_first_is_named_and_no_table_is_written()
    {
        File.WriteAllText(Clone("Images", "ss02 (1014).JPG"), "something else");
        File.Delete(Clone("Images", "ss03 (7).jpg"));
        var fault = Assert.Throws<InvalidDataException>(Cut);
        Assert.Contains("expected the 3 published pictures, found 2 that differ; first: Images/ss02 (1014).JPG has SHA-256 ", fault.Message);
        Assert.False(File.Exists(Out("train.csv")));
    }

    [Fact]
    public void A_missing_score_is_named()
    {
        File.WriteAllText(Clone("Test (Images and MOS).csv"), "Image Name,MOS\nss03 (8).jpg,0.25\n");
        Assert.Contains("ss03 (7).jpg has no MOS in the test part", Assert.Throws<InvalidDataException>(Cut).Message);
    }

    [Fact]
    public void A_folder_that_is_no_clone_is_named()
    {
        Directory.Delete(Clone("Images"), recursive: true);
        Assert.Contains("expected a clone of BIQ2021", Assert.Throws<DirectoryNotFoundException>(Cut).Message);
    }

    [Fact]
    public void The_committed_list_is_the_data_at_hand()
    {
        var folder = SharedData.PathOrSkip("biq2021");
        var list = BiqSubset.ReadList();
        foreach (var (split, count) in new[] { ("train", 2000), ("test", 800) })
        {
            var names = File.ReadAllLines(Path.Combine(folder, split + ".csv")).Skip(1).Select(l => l.Split(',')[0]).ToList();
            Assert.Equal(count, names.Count);
            Assert.Equal(names, list.Where(e => e.Split == split).Select(e => e.Name));
        }

        Assert.All(list, e => Assert.Equal(
            e.Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, "images", e.Name))))));
    }

    private void Cut() => BiqSubset.Cut(Clone(), Out(), _list, new Progress<StageProgress>(), TestContext.Current.CancellationToken);

    private string Clone(params string[] parts) => Path.Combine([_folder.Path, "clone", .. parts]);

    private string Out(params string[] parts) => Path.Combine([_folder.Path, "out", .. parts]);
}

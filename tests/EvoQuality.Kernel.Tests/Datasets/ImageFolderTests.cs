using EvoQuality.Datasets;
using EvoQuality.Imaging;

namespace EvoQuality.Kernel.Tests;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ImageFolderTests()
    {
        foreach (var (name, level) in new[] { ("b.PNG", 2), ("a.png", 1), ("C.png", 3) })
            File.WriteAllBytes(_folder.File(name), ImageCodec.EncodePng(new RgbImage(1, 1, [(byte)level, 0, 0])));
        File.WriteAllText(_folder.File("notes.txt"), "not a picture");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pictures_come_sorted_by_name_and_other_files_are_ignored()
    {
        var set = ImageFolder.Load(_folder.Path);
        Assert.Equal(["C.png", "a.png", "b.PNG"], set.Images.Select(i => i.Id));
        Assert.Equal(3, set.Images[0].Load().Pixels[0]);
        Assert.All(set.Images, i => Assert.Null(i.Mos));
        Assert.Null(set.Scale);
    }

    [Fact]
    public void A_label_file_chooses_the_pictures_and_their_order()
    {
        var labels = Labels("Image Name,MOS,,\nB.png,0.5,,\na.png,1e-1,,\n\n");
        var set = ImageFolder.Load(_folder.Path, labels, new MosScale(0, 1, true));
        Assert.Equal([("b.PNG", 0.5), ("a.png", 0.1)], set.Images.Select(i => (i.Id, i.Mos!.Value)));
        Assert.Equal(new MosScale(0, 1, true), set.Scale);
        Assert.All(ImageFolder.Load(_folder.Path, labels, withMos: false).Images, i => Assert.Null(i.Mos));
    }

    [Fact]
    public void Quoted_names_and_other_columns_are_read()
    {
        File.Copy(_folder.File("a.png"), _folder.File("x, y.png"));
        var set = ImageFolder.Load(_folder.Path, Labels("std,name,mos\n1,\"x, y.png\",4\n2,a.png,5\n"));
        Assert.Equal(["x, y.png", "a.png"], set.Images.Select(i => i.Id));
    }

    [Theory]
    [InlineData("image,quality\na.png,1\n", "line 1: expected a column 'mos', found the columns 'image,quality'")]
    [InlineData("", "line 1: expected a header, found an empty file")]
    [InlineData("image,mos\na.png,1\nb.png,good\n", "line 3, column 2: expected a number as MOS, found 'good'")]
    [InlineData("image,mos\na.png,NaN\n", "line 2, column 2: expected a number as MOS, found 'NaN'")]
    [InlineData("image,mos\na.png,1\nb.png\n", "line 3, column 2: expected a number as MOS, found 1 columns: 'b.png'")]
    [InlineData("image,mos\na.png,1\nA.PNG,2\n", "line 3: expected each image once, found A.PNG again, first in line 2")]
    [InlineData("image,mos\na.png,1\nd.png,1\n", "found no d.png there")]
    [InlineData("image,mos\na.png,1\nb.png,7\n", "line 3: expected a MOS in 1 to 5, found 7")]
    [InlineData("image,mos\na.png,1\n", "expected two or more pictures (JPEG, PNG, WebP, BMP or TIFF), found one")]
    public void Label_faults_name_the_file_and_the_line(string text, string expected)
    {
        var labels = Labels(text);
        var fault = Assert.Throws<InvalidDataException>(() => ImageFolder.Load(_folder.Path, labels, new MosScale(1, 5, true)));
        Assert.StartsWith(labels, fault.Message);
        Assert.Contains(expected, fault.Message);
    }

    [Fact]
    public void Missing_and_poor_folders_are_named()
    {
        Assert.Contains("nowhere", Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Load("nowhere")).Message);
        Assert.Contains("labels.csv", Assert.Throws<FileNotFoundException>(() => ImageFolder.Load(_folder.Path, "labels.csv")).Message);
        File.Delete(_folder.File("a.png"));
        File.Delete(_folder.File("b.PNG"));
        Assert.Contains("found one", Assert.Throws<InvalidDataException>(() => ImageFolder.Load(_folder.Path)).Message);
        File.Delete(_folder.File("C.png"));
        Assert.Contains("found none", Assert.Throws<InvalidDataException>(() => ImageFolder.Load(_folder.Path)).Message);
    }

    [Fact]
    public void Labelled_pictures_are_found_in_folders_below_as_the_check_of_labels_finds_them()
    {
        Directory.CreateDirectory(_folder.File("sub"));
        File.Move(_folder.File("a.png"), _folder.File("sub/a.png"));
        var labels = Labels("image,mos\nA.png,1\nb.png,2\n");
        Assert.Equal(["a.png", "b.PNG"], ImageFolder.Load(_folder.Path, labels).Images.Select(i => i.Id));
        Assert.Equal(2, LabelCheck.Of(_folder.Path, labels).Pictures.Count);
    }

    /// <summary>Whether or not the pristine pictures are there: intervals are resampled by content.</summary>
    [Fact]
    public void Labels_with_references_say_which_pictures_show_the_same()
    {
        File.Copy(_folder.File("C.png"), _folder.File("I01.png"));
        var set = ImageFolder.Load(_folder.Path, Labels("ref_name,dist_name,mos,split\nI01.png,a.png,1,test\nI02.png,b.png,2,test\nI01.png,C.png,3,test\n"));
        Assert.Equal(["I01.png", "I02.png", "I01.png"], set.Contents);
        Assert.Equal(3, set.Images[0].Reference!.Load().Pixels[0]);
        Assert.EndsWith("no I02.png there.", Assert.Throws<InvalidDataException>(() => set.Images[1].Reference!.Load()).Message, StringComparison.Ordinal);
        Assert.All(set.Images, i => Assert.Equal("test", i.Split));
    }

    [Fact]
    public void Pictures_of_one_name_in_two_folders_are_two_pictures()
    {
        LabelFixture.Pictures(_folder.Path, ("jp2k/1.png", 7), ("jpeg/1.png", 8));
        var set = ImageFolder.Load(_folder.Path, Labels("image,mos\njp2k/1.png,1\njpeg/1.png,2\n"));
        Assert.Equal([("jp2k/1.png", (byte)7), ("jpeg/1.png", (byte)8)], set.Images.Select(i => (i.Id, i.Load().Pixels[0])));
    }

    [Fact]
    public void A_picture_at_the_very_path_comes_before_those_of_its_name_elsewhere()
    {
        LabelFixture.Pictures(_folder.Path, ("512/a.png", 7), ("512/b.png", 8));
        Assert.Equal([1, 2], ImageFolder.Load(_folder.Path, Labels("image,mos\na.png,1\nb.png,2\n")).Images.Select(i => (int)i.Load().Pixels[0]));
    }

    [Fact]
    public void Two_labels_do_not_share_a_picture()
    {
        LabelFixture.Pictures(_folder.Path, ("x/1.png", 7));
        var labels = Labels("image,mos\nx/1.png,1\ny/1.png,2\n");
        Assert.EndsWith("line 3: expected a picture of its own, found x/1.png, which is that of line 2 too.", LabelFixture.Refused(() => ImageFolder.Load(_folder.Path, labels)).Message, StringComparison.Ordinal);
    }

    /// <summary>Seven levels of one distortion of one content: 21 pairs, in all of which the score grows with the damage.</summary>
    [Fact]
    public void Scores_that_grow_with_the_damage_are_refused()
    {
        LabelFixture.Pictures(_folder.Path, Enumerable.Range(1, 7).Select(l => ($"1600.AWGN.{l}.png", l)));
        string Rows(Func<int, int> score) => Labels("ref_name,dist_name,dmos\n" + string.Concat(Enumerable.Range(1, 7).Select(l => $"1600.png,1600.AWGN.{l}.png,{score(l)}\n")));
        Assert.Contains("in 100 % of 21 pairs the more damaged picture has the better score", LabelFixture.Refused(() => ImageFolder.Load(_folder.Path, Rows(l => l))).Message, StringComparison.Ordinal);
        Assert.Equal(7, ImageFolder.Load(_folder.Path, Rows(l => 9 - l)).Images.Count);
        Assert.Equal(7, ImageFolder.Load(_folder.Path, Rows(l => l), new MosScale(0, 9, HigherIsBetter: false)).Images.Count);
        Assert.Equal(7, ImageFolder.Load(_folder.Path, Rows(l => l), withMos: false).Images.Count);
    }

    [Fact]
    public void A_check_counts_bad_pictures_and_names_the_first()
    {
        File.WriteAllBytes(_folder.File("a.png"), []);
        File.WriteAllText(_folder.File("b.PNG"), "text");
        var set = ImageFolder.Load(_folder.Path);
        var fault = Assert.Throws<InvalidDataException>(() => set.Check(cancel: TestContext.Current.CancellationToken));
        Assert.Contains("2 of 3 images cannot be read", fault.Message);
        Assert.Contains("a.png: expected an image (JPEG, PNG, WebP, BMP or TIFF), found an empty file", fault.Message);
    }

    [Fact]
    public void A_set_refuses_one_id_twice_and_scores_off_the_scale()
    {
        var image = new IqaImage("x", () => new RgbImage(1, 1), 7);
        Assert.Contains("holds x twice", Assert.Throws<ArgumentException>(() => new ImageSet("s", [image, image])).Message);
        Assert.Contains("must lie in 1 to 5", Assert.Throws<ArgumentException>(() => new ImageSet("s", [image], new MosScale(1, 5, true))).Message);
    }

    [Fact]
    public void The_test_photographs_load_with_their_scores()
    {
        var folder = SharedData.PathOrSkip("biq2021");
        var set = ImageFolder.Load(Path.Combine(folder, "images"), Path.Combine(folder, "test.csv"), BiqSubset.Scale);
        Assert.Equal(800, set.Images.Count);
        Assert.Equal(("ss01_1004.jpg", 0.4869), (set.Images[0].Id, set.Images[0].Mos));
        Assert.Equal(512, set.Images[0].Load().Width);
    }

    private string Labels(string text)
    {
        File.WriteAllText(_folder.File("labels.csv"), text);
        return _folder.File("labels.csv");
    }
}

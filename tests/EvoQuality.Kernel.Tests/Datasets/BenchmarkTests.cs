using EvoQuality.Datasets;
using EvoQuality.Datasets.Benchmarks;

namespace EvoQuality.Kernel.Tests;

/// <summary>Each loader on a few pictures in the owners' layout; the real label files are in <see cref="PublishedLabelsTests"/>.</summary>
public sealed class BenchmarkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static Benchmark Small(string name, int images, params SplitScheme[] splits) =>
        BenchmarkCatalog.ByName(name) with { Images = images, Splits = splits };

    private static SplitScheme Counted(string name, string split, params (string Part, int Count)[] counts) =>
        BenchmarkCatalog.ByName(name).Split(split) with { Counts = counts.ToDictionary(c => c.Part, c => c.Count) };

    [Fact]
    public void Names_are_found_in_every_usual_spelling()
    {
        foreach (var (written, name) in new[] { ("KonIQ-10k", "koniq10k"), ("koniq", "koniq10k"), ("LIVE Challenge", "livec"), ("clive", "livec"), ("kadid", "kadid10k"), ("TID2013", "tid2013"), ("agiqa-3k", "agiqa3k") })
            Assert.Equal(name, BenchmarkCatalog.ByName(written).Name);
        Assert.Equal(10, BenchmarkCatalog.All.Select(b => b.Name).Distinct().Count());
        Assert.Contains("koniq10k, spaq", Assert.Throws<ArgumentException>(() => BenchmarkCatalog.ByName("ava")).Message);
        Assert.Contains("official, q-align", Assert.Throws<ArgumentException>(() => BenchmarkCatalog.ByName("koniq").Split("mine")).Message);
    }

    [Fact]
    public void KonIQ_takes_the_large_copy_and_its_official_parts()
    {
        Koniq("1.jpg,0,0,0,0,0,9,70.5,0.5,training\n121123359.jpg,0,0,0,0,0,9,20,0.5,test\n3.JPG,0,0,0,0,0,9,30,0.25,test\n");
        LabelFixture.Pictures(_folder.Path, [.. new[] { "1.jpg", "121123359.jpg", "3.jpg" }.SelectMany(n => new[] { ($"512x384/{n}", 1), ($"1024x768/{n}", 9) })]);
        var koniq = Small("koniq", 3);
        var set = koniq.Load(_folder.Path);
        Assert.Equal([("1.jpg", 70.5), ("121123359.jpg", 20), ("3.JPG", 30)], set.Images.Select(i => (i.Id, i.Mos!.Value)));
        Assert.All(set.Images, i => Assert.Equal(9, i.Load().Pixels[0]));
        Assert.Equal(6.25, set.Images[2].Std); // a quarter of a grade, on 0 to 100

        var test = koniq.Load(_folder.Path, Counted("koniq", "official", ("test", 2)));
        Assert.Equal(("koniq10k/official/test", 2), (test.Name, test.Images.Count));
        var align = koniq.Load(_folder.Path, Counted("koniq", "q-align", ("test", 1)));
        Assert.Equal("3.JPG", Assert.Single(align.Images).Id); // the other test picture is one of the five left out
        Assert.Contains("expected 7058 pictures in the train part", LabelFixture.Refused(() => koniq.Load(_folder.Path, BenchmarkCatalog.ByName("koniq").Split("official"), "train")).Message);
    }

    [Fact]
    public void The_other_score_file_of_KonIQ_is_read_by_its_column_on_0_to_100()
    {
        _folder.Text("koniq10k_scores_and_distributions.csv", "\"image_name\",\"c1\",\"MOS\",\"SD\",\"MOS_zscore\"\n\"1.jpg\",0,3.9,0.5,77.4\n");
        var koniq = Small("koniq", 1);
        Assert.Equal(77.4, koniq.ReadLabels(_folder.Path).Labels[0].Mos);
        LabelFixture.Pictures(_folder.Path, ("1024x768/1.jpg", 1));
        Assert.EndsWith("this file names no parts; take all pictures (--split all) or another of the owners' files.", LabelFixture.Refused(() => koniq.Load(_folder.Path, BenchmarkCatalog.ByName("koniq").Split("official"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SPAQ_reads_the_workbook_of_its_annotations()
    {
        Directory.CreateDirectory(_folder.File("Annotations"));
        File.Copy(LabelFixture.Path("spaq.xlsx"), _folder.File("Annotations/MOS and Image attribute scores.xlsx"));
        LabelFixture.Pictures(_folder.Path, ("TestImage/00001.jpg", 1), ("TestImage/00002.jpg", 2), ("TestImage/00003.jpg", 3));
        var set = Small("spaq", 3).Load(_folder.Path);
        Assert.Equal([48.86, 62.5, 77.5], set.Images.Select(i => i.Mos!.Value));
        var list = _folder.Text("test.json", """[{"image": "spaq/00002.jpg", "gt_score": 62.5}]""");
        var part = Small("spaq", 3).Load(_folder.Path, SplitScheme.FromLists("q-align", new Dictionary<string, string> { ["test"] = list }));
        Assert.Equal("00002.jpg", Assert.Single(part.Images).Id);
    }

    [Theory]
    [InlineData("live-plain")]
    [InlineData("live-packed")]
    public void LIVE_Challenge_leaves_its_training_pictures_out(string fixture)
    {
        Directory.CreateDirectory(_folder.File("Data"));
        foreach (var file in Directory.EnumerateFiles(LabelFixture.Path(fixture))) File.Copy(file, _folder.File($"Data/{Path.GetFileName(file)}"));
        LabelFixture.Pictures(_folder.Path, ("Images/trainingImages/t1.bmp", 0), ("Images/3.bmp", 1), ("Images/10.jpg", 2), ("Images/11.JPG", 3), ("Images/1012.bmp", 4));
        var live = Small("livec", 4);
        var set = live.Load(_folder.Path);
        Assert.Equal([("3.bmp", 32.5, 20.0), ("10.JPG", 66.25, 19.5), ("11.JPG", 44.125, 17.25), ("1012.bmp", 90, 8)], set.Images.Select(i => (i.Id, i.Mos!.Value, i.Std!.Value)));
        Assert.Empty(BenchmarkCheck.Of(live, _folder.Path).Faults);
    }

    [Fact]
    public void KADID_reads_deviations_and_keeps_references_and_their_splits()
    {
        _folder.Text("dmos.csv", "dist_img,ref_img,dmos,var\nI01_01_01.png,I01.png,4.57,0.25\nI66_01_01.png,I66.png,3,0.16\nI19_01_01.png,I19.png,2,1\n");
        LabelFixture.Pictures(_folder.Path, [.. new[] { "I01", "I66", "I19" }.SelectMany(r => new[] { ($"images/{r}.png", 100), ($"images/{r}_01_01.png", 90) })]);
        var kadid = Small("kadid", 3) with { References = 3 };
        var set = kadid.Load(_folder.Path);
        Assert.Equal([0.25, 0.16, 1], set.Images.Select(i => i.Std!.Value));
        Assert.Equal(["I01.png", "I66.png", "I19.png"], set.Contents);
        Assert.Equal(100, set.Images[0].Reference!.Load().Pixels[0]);
        Assert.Equal("I66_01_01.png", Assert.Single(kadid.Load(_folder.Path, Counted("kadid", "q-align", ("test", 1))).Images).Id);
        Assert.Equal("I19_01_01.png", Assert.Single(kadid.Load(_folder.Path, Counted("kadid", "visualquality-r1", ("test", 1))).Images).Id);
        Assert.Empty(BenchmarkCheck.Of(kadid, _folder.Path).Faults);
        LabelFixture.Pictures(_folder.Path, ("images/more.png", 1));
        Assert.Contains("1 pictures without a label: images/more.png", Assert.Single(BenchmarkCheck.Of(kadid, _folder.Path).Faults));

        _folder.Text("dmos.csv", "dist_img,ref_img,dmos,var\nI01_01_01.png,I01.png,4.57,-1\n");
        Assert.Contains("line 2, column 4: expected a standard deviation of 0 or more, found -1", LabelFixture.Refused(() => kadid.Load(_folder.Path)).Message);
    }

    [Fact]
    public void PIPAL_reads_one_file_per_reference()
    {
        _folder.Text("Train_Label/A0001.txt", "A0001_00_00.bmp,1520.0648\nA0001_00_01.bmp,1437.0798\n");
        _folder.Text("Train_Label/A0002.txt", "A0002_00_00.bmp,1300\n");
        LabelFixture.Pictures(_folder.Path, ("Train_Ref/A0001.bmp", 9), ("Train_Ref/A0002.bmp", 9), ("Train_Dist/A0001_00_00.bmp", 1), ("Train_Dist/A0001_00_01.bmp", 2), ("Train_Dist_2/A0002_00_00.bmp", 3));
        var pipal = Small("pipal", 3) with { References = 2 };
        Assert.Equal(["A0001.bmp", "A0001.bmp", "A0002.bmp"], pipal.Load(_folder.Path).Contents);
        Assert.Empty(BenchmarkCheck.Of(pipal, _folder.Path).Faults);
        _folder.Text("Train_Label/A0002.txt", "A0002_00_00.bmp,many\n");
        var message = LabelFixture.Refused(() => pipal.Load(_folder.Path)).Message;
        Assert.Contains("A0002.txt, line 1, column 2: expected a number as an Elo score, found 'many'", message);
    }

    [Fact]
    public void AGIQA_takes_quality_and_not_alignment()
    {
        _folder.Text("data.csv", "name,prompt,adj1,adj2,style,mos_quality,std_quality,mos_align,std_align\na.jpg,\"a cat, sitting\",,,,3.5,0.5,1,2\n");
        LabelFixture.Pictures(_folder.Path, ("a.jpg", 1));
        var image = Assert.Single(Small("agiqa3k", 1).Load(_folder.Path).Images);
        Assert.Equal((3.5, 0.5), (image.Mos!.Value, image.Std!.Value));
    }

    [Fact]
    public void TID2013_joins_names_in_any_case_and_a_list_of_deviations()
    {
        _folder.Text("mos_with_names.txt", "5.51429 I01_01_1.bmp\n5.5 i01_01_2.bmp\n");
        _folder.Text("mos_std.txt", "0.13013\n0.16008\n");
        LabelFixture.Pictures(_folder.Path, ("distorted_images/i01_01_1.bmp", 1), ("distorted_images/I01_01_2.BMP", 2), ("reference_images/i01.bmp", 3));
        var tid = Small("tid2013", 2) with { References = 1 };
        var set = tid.Load(_folder.Path);
        Assert.Equal([(5.51429, 0.13013), (5.5, 0.16008)], set.Images.Select(i => (i.Mos!.Value, i.Std!.Value)));
        Assert.Equal(3, set.Images[1].Reference!.Load().Pixels[0]);
        Assert.Empty(BenchmarkCheck.Of(tid, _folder.Path).Faults);
        _folder.Text("mos_std.txt", "0.13013\n");
        Assert.Contains("mos_std.txt: expected a deviation for each of the 2 scores, found 1", LabelFixture.Refused(() => tid.Load(_folder.Path)).Message);
    }

    [Fact]
    public void CSIQ_makes_file_names_of_its_workbook_and_lower_is_better()
    {
        File.Copy(LabelFixture.Path("csiq.xlsx"), _folder.File("csiq.DMOS.xlsx"));
        var labels = Small("csiq", 30).ReadLabels(_folder.Path);
        Assert.False(labels.Scale.HigherIsBetter);
        Assert.Equal(("1600.AWGN.1.png", 0.16, 0.05, "1600.png"), (labels.Labels[0].Image, labels.Labels[0].Mos, labels.Labels[0].Std, labels.Labels[0].Reference));
        Assert.Contains(labels.Labels, l => l.Image == "shroom.jpeg2000.5.png");
        LabelFixture.Pictures(_folder.Path, [.. labels.Labels.Select(l => ($"dst_imgs/x/{l.Image}", 1)), ("src_imgs/1600.png", 2), ("src_imgs/shroom.png", 2)]);
        var five = Small("csiq", 30).Load(_folder.Path).OnFivePoints();
        Assert.Equal(5 - (4 * 0.16), five.Images[0].Mos!.Value, 1e-12);
        Assert.Equal(0.2, five.Images[0].Std!.Value, 1e-12);
        Assert.Equal(MosScale.FivePoints, five.Scale);
    }

    [Fact]
    public void CSIQs_text_file_serves_as_well()
    {
        _folder.Text("csiq_label.txt", "1600.AWGN.1.png 0.062\n1600.AWGN.2.png 0.206\n");
        Assert.Equal(["1600.png", "1600.png"], Small("csiq", 2).ReadLabels(_folder.Path).Labels.Select(l => l.Reference));
    }

    [Fact]
    public void BIQ2021_joins_its_two_files()
    {
        _folder.Text("Train (Images and MOS).csv", "Image Name,MOS,,\nss02 (1014).jpg,0.5,,\n");
        _folder.Text("Test (Images and MOS).csv", "Image Name,MOS\nss01 (1).jpg,0.75\n");
        LabelFixture.Pictures(_folder.Path, ("Images/ss02 (1014).JPG", 1), ("Images/ss01 (1).jpg", 2));
        var biq = Small("biq2021", 2);
        Assert.Equal(["train", "test"], biq.Load(_folder.Path).Images.Select(i => i.Split));
        Assert.Equal("ss01 (1).jpg", Assert.Single(biq.Load(_folder.Path, Counted("biq2021", "official", ("test", 1))).Images).Id);
    }

    [Fact]
    public void Wrong_counts_duplicates_and_scores_off_the_scale_are_refused()
    {
        Koniq("1.jpg,0,0,0,0,0,9,70.5,0.5,training\n");
        Assert.Contains("expected the 10073 labels of KonIQ-10k, found 1", LabelFixture.Refused(() => BenchmarkCatalog.ByName("koniq").ReadLabels(_folder.Path)).Message);
        Koniq("1.jpg,0,0,0,0,0,9,70.5,0.5,training\n1.JPG,0,0,0,0,0,9,70.5,0.5,training\n");
        Assert.Contains("line 3: expected each image once, found 1.JPG again", LabelFixture.Refused(() => Small("koniq", 2).ReadLabels(_folder.Path)).Message);
        Koniq("1.jpg,0,0,0,0,0,9,170.5,0.5,training\n");
        Assert.Contains("line 2: expected a score in 0 to 100, found 170.5", LabelFixture.Refused(() => Small("koniq", 1).ReadLabels(_folder.Path)).Message);
        File.Delete(_folder.File("koniq10k_distributions_sets.csv"));
        Assert.Contains("koniq10k_distributions_sets.csv or koniq10k_scores_and_distributions.csv", Assert.Throws<FileNotFoundException>(() => Small("koniq", 1).ReadLabels(_folder.Path)).Message);
        Assert.Throws<DirectoryNotFoundException>(() => Small("koniq", 1).ReadLabels(_folder.File("none")));
    }

    [Fact]
    public void Scores_that_improve_with_the_level_of_damage_are_refused()
    {
        var rows = from r in Enumerable.Range(1, 3) from l in Enumerable.Range(1, 5) select $"I{r:D2}_01_{l:D2}.png,I{r:D2}.png,{l},0\n";
        _folder.Text("dmos.csv", "dist_img,ref_img,dmos,var\n" + string.Concat(rows));
        var message = LabelFixture.Refused(() => Small("kadid", 15).ReadLabels(_folder.Path)).Message;
        Assert.Contains("dmos.csv: expected scores where higher is better, found that they get better with the level of damage in 100", message);
    }

    [Fact]
    public void A_check_names_labels_without_picture_and_pictures_without_label()
    {
        Koniq("1.jpg,0,0,0,0,0,9,70.5,0.5,training\n2.jpg,0,0,0,0,0,9,20,0.5,test\n");
        LabelFixture.Pictures(_folder.Path, ("1024x768/1.jpg", 1), ("1024x768/9.jpg", 1));
        var check = BenchmarkCheck.Of(Small("koniq", 2), _folder.Path);
        Assert.Contains(check.Faults, f => f.Contains("line 3: 1 labels without a picture: 2.jpg"));
        Assert.Contains(check.Faults, f => f.Contains("1 pictures without a label: 1024x768/9.jpg"));
        Assert.Contains(check.Good, g => g.Contains("2 labels in koniq10k_distributions_sets.csv, 0 to 100, higher is better"));
        Assert.Contains("line 3: expected a picture of KonIQ-10k", LabelFixture.Refused(() => Small("koniq", 2).Load(_folder.Path)).Message);
    }

    [Fact]
    public void A_check_names_missing_references_damaged_pictures_and_a_wrong_direction()
    {
        // Six pictures per reference, darker and darker, with scores that rise.
        var rows = from r in new[] { "A", "B" } from l in Enumerable.Range(1, 6) select (Name: $"{r}x.{l}.png", Reference: $"{r}x.png", Grey: 200 - (30 * l), Score: 0.1 * l);
        _folder.Text("csiq_label.txt", string.Concat(rows.Select(r => $"{r.Name} {1 - r.Score}\n")));
        LabelFixture.Pictures(_folder.Path, [.. rows.Select(r => ($"dst_imgs/{r.Name}", r.Grey)), ("src_imgs/Ax.png", 200), ("src_imgs/Bx.png", 200)]);
        var csiq = Small("csiq", 12);
        Assert.Contains(BenchmarkCheck.Of(csiq, _folder.Path).Faults, f => f.Contains("worse score in 0") && f.Contains("the direction of the scores is the other one"));

        File.Delete(_folder.File("src_imgs/Bx.png"));
        File.WriteAllText(_folder.File("dst_imgs/Ax.1.png"), "text");
        var faults = BenchmarkCheck.Of(csiq, _folder.Path).Faults;
        Assert.Contains(faults, f => f.Contains("1 pristine pictures are missing: Bx.png"));
        Assert.Contains(faults, f => f.Contains("1 of 12 images cannot be read"));
        Assert.Contains("the pristine picture Bx.png", LabelFixture.Refused(() => csiq.Load(_folder.Path).Images[^1].Reference!.Load()).Message);
    }

    [Fact]
    public void The_photographs_at_hand_are_the_cut_of_BIQ2021()
    {
        var folder = SharedData.PathOrSkip("biq2021");
        var cut = BenchmarkCatalog.ByName("biq2021-cut");
        Assert.Equal(800, cut.Load(folder, cut.Split("official")).Images.Count);
        var check = BenchmarkCheck.Of(cut, folder, decode: false);
        Assert.Empty(check.Faults);
        Assert.Contains("split official: train 2000, test 800", check.Good);
    }

    private void Koniq(string rows) => _folder.Text("koniq10k_distributions_sets.csv", "image_name,c1,c2,c3,c4,c5,c_total,MOS,SD,set\n" + rows);
}

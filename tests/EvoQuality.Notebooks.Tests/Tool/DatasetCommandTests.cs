namespace EvoQuality.Notebooks.Tests;

public sealed class DatasetCommandTests : Evoquality
{
    [Fact]
    public async Task Checking_tells_count_sizes_and_scores()
    {
        Pictures("photos", 3);
        Pictures("large", 1, 80, 90);
        File.Copy(At("large/p0.png"), At("photos/z.png"));
        File.WriteAllText(At("labels.csv"), "image,mos\np0.png,1.5\nz.png,4\n");

        Assert.Equal(0, await Run("dataset", "check", At("photos")));
        Assert.Contains("photos: 4 pictures, all readable", Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("sizes   2 different, 60 x 48 to 80 x 90", Output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("scores", Output.ToString(), StringComparison.Ordinal);

        Assert.Equal(0, await Run("dataset", "check", At("photos"), "--labels", At("labels.csv")));
        Assert.Contains("photos/labels: 2 pictures, all readable", Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("scores  1.5 to 4", Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_picture_is_named_in_one_sentence()
    {
        Pictures("photos", 3);
        File.WriteAllText(At("photos/p1.png"), "not a picture");
        Assert.Equal(1, await Run("dataset", "check", At("photos")));
        Assert.StartsWith("error: photos: 1 of 3 images cannot be read; the first is ", Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("p1.png", Error.ToString(), StringComparison.Ordinal);
        Assert.Single(Error.ToString().TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_label_without_picture_names_the_line()
    {
        Pictures("photos", 2);
        File.WriteAllText(At("labels.csv"), "image,mos\np0.png,1\nmissing.png,2\n");
        Assert.Equal(1, await Run("dataset", "check", At("photos"), "--labels", At("labels.csv")));
        Assert.Contains("labels.csv, line 3: ", Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_fault_of_a_manifest_is_told_at_once_with_line_and_column()
    {
        Pictures("photos", 6);
        Directory.CreateDirectory(At("photos/deep"));
        File.Move(At("photos/p4.png"), At("photos/deep/p4.png"));
        File.WriteAllText(At("m.csv"), "\uFEFFname,mos,reference\np0.png,1,\np1.png,NaN,\nmissing.png,2,\n,3,\n../p2.png,4,\nP0.PNG,5,\np3.png,2,gone.png\ndeep\\p4.png,3,p0.png\np2.png,\n");
        Assert.Equal(1, await Run("dataset", "check", At("photos"), "--labels", At("m.csv")));
        var told = Output.ToString();
        foreach (var fault in new[]
        {
            "line 3, column 2: expected a number as MOS, found 'NaN'",
            "line 4: expected a picture in", "no missing.png there",
            "line 5, column 1: expected an image name, found an empty cell",
            "line 6, column 1: expected a name inside the folder of pictures, found '../p2.png'",
            "line 7: expected each image once, found P0.PNG again, first in line 2",
            "line 8: expected the reference in", "no gone.png there",
            "line 10, column 2: expected a number as MOS, found an empty cell",
            "note   3 pictures without a label: p1.png, p2.png, p5.png",
        })
            Assert.Contains(fault, told, StringComparison.Ordinal);
        Assert.Contains($"{At("m.csv")}: 7 faults, 3 labels are good; the first is {At("m.csv")}, line 3, column 2", Error.ToString(), StringComparison.Ordinal);

        File.WriteAllText(At("good.csv"), "name,mos\ndeep\\p4.png,3\np0.png,1\n");
        Assert.Equal(0, await Run("dataset", "check", At("photos"), "--labels", At("good.csv")));
        Assert.Contains("photos/good: 2 pictures, all readable", Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_folder_of_a_benchmark_is_told_what_is_missing()
    {
        Pictures("koniq/1024x768", 2);
        File.WriteAllText(At("koniq/koniq10k_distributions_sets.csv"), "image_name,c1,c2,c3,c4,c5,c_total,MOS,SD,set\np0.png,0,0,0,0,0,9,70,0.5,test\n");
        Assert.Equal(1, await Run("dataset", "check", At("koniq"), "--kind", "KonIQ-10k"));
        Assert.Contains("koniq10k_distributions_sets.csv: expected the 10073 labels of KonIQ-10k, found 1", Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("  fault  ", Output.ToString(), StringComparison.Ordinal);
        Assert.Single(Error.ToString().TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Unknown_kinds_and_contradictions_are_bad_arguments()
    {
        Pictures("photos", 2);
        Assert.Equal(2, await Run("dataset", "check", At("photos"), "--kind", "ava"));
        Assert.Contains("There is no benchmark 'ava'; there are koniq10k, spaq", Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await Run("dataset", "check", At("photos"), "--kind", "spaq", "--labels", "x.csv"));
        Assert.Equal(2, await Run("dataset", "check", At("photos"), "--layout-only"));
    }

    [Fact]
    public async Task Cutting_needs_the_name_of_a_known_data_set_and_a_clone_of_it()
    {
        Assert.Equal(2, await Run("dataset", "cut"));
        Assert.Equal(2, await Run("dataset", "cut", "koniq", At("clone"), At("out")));
        Directory.CreateDirectory(At("clone"));
        Assert.Equal(1, await Run("dataset", "cut", "biq2021", At("clone"), At("out")));
        Assert.Contains("expected a clone of BIQ2021 with a folder Images", Error.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("out")));
    }
}

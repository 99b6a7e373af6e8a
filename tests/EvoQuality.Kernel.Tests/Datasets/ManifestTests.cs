using EvoQuality.Datasets;
using EvoQuality.Datasets.Interchange;

namespace EvoQuality.Kernel.Tests;

public sealed class ManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ManifestTests() => LabelFixture.Pictures(_folder.Path, ("a.png", 10), ("sub/b.png", 20), ("C.PNG", 30), ("ref/r.png", 40));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pictures_parts_and_references_come_from_the_folder_of_the_manifest()
    {
        var file = _folder.Text("m.csv", "name,mos,std,split,reference\na.png,1,0.5,train,ref\\r.png\nsub\\b.png,2,,test,\nc.png,4,,test,\n");
        var set = Manifest.Load(file);
        Assert.Equal(("m", new MosScale(1, 4, true)), (set.Name, set.Scale));
        Assert.Equal([("a.png", 10), ("sub/b.png", 20), ("c.png", 30)], set.Images.Select(i => (i.Id, (int)i.Load().Pixels[0])));
        Assert.Equal(40, set.Images[0].Reference!.Load().Pixels[0]);
        Assert.Equal(["sub/b.png", "c.png"], Manifest.Load(file, split: "test").Images.Select(i => i.Id));
        Assert.Contains("found the parts train, test", LabelFixture.Refused(() => Manifest.Load(file, split: "validation")).Message);
    }

    [Fact]
    public void Parquet_manifests_load_too()
    {
        File.Copy(LabelFixture.Path("manifest.parquet"), _folder.File("m.parquet"));
        Assert.Equal(["a.png", "sub/b.png", "c.png"], Manifest.Load(_folder.File("m.parquet"), MosScale.FivePoints).Images.Select(i => i.Id));
    }

    [Theory]
    [InlineData("name,mos\na.png,1\nz.png,2\n", "line 3: expected a picture below")]
    [InlineData("name,mos\na.png,1\nsub/b.png,7\n", "line 3: expected a score in 1 to 5, found 7")]
    [InlineData("name,mos,reference\na.png,1,../r.png\n", "line 2: expected a reference inside the folder of pictures, found '../r.png'")]
    [InlineData("name,mos,reference\na.png,1,q.png\n", "line 2: expected a picture below")]
    [InlineData("name,mos\n", "expected labels, found none")]
    public void Faults_name_the_line(string text, string expected)
    {
        var file = _folder.Text("m.csv", text);
        var message = LabelFixture.Refused(() => Manifest.Load(file, MosScale.FivePoints)).Message;
        Assert.StartsWith(file, message);
        Assert.Contains(expected, message);
    }

    [Fact]
    public void A_lower_is_better_manifest_turns_round_on_five_points()
    {
        var set = Manifest.Load(_folder.Text("m.csv", "name,mos\na.png,0\nsub/b.png,30\nc.png,100\n"), new MosScale(0, 100, HigherIsBetter: false));
        Assert.Equal([5, 3.8, 1], set.OnFivePoints().Images.Select(i => i.Mos!.Value));
    }

    [Fact]
    public void DeQAs_metas_are_written_as_read()
    {
        var set = Manifest.Load(_folder.Text("m.csv", "name,mos,std\na.png,20,4\nsub/b.png,60,8\nc.png,100,2\n"), new MosScale(0, 100, true));
        MetaJson.Write(_folder.File("meta.json"), set, "KONIQ/images");
        Assert.Equal([("KONIQ/images/a.png", 20.0, 4.0), ("KONIQ/images/sub/b.png", 60, 8), ("KONIQ/images/c.png", 100, 2)],
            LabelFile.Read(_folder.File("meta.json")).Select(l => (l.Image, l.Mos, l.Std!.Value)));
        var entry = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(_folder.File("meta.json")))![1]!;
        Assert.Equal(("b.png->60", 3.0, 0.4), ((string)entry["id"]!, (double)entry["gt_score_norm"]!, (double)entry["std_norm"]!));
    }

    [Fact]
    public void VisualQualityR1s_lines_hold_the_question_and_a_score_of_1_to_5()
    {
        var set = Manifest.Load(_folder.Text("m.csv", "name,mos\na.png,0\nc.png,0.5\n"), new MosScale(0, 1, HigherIsBetter: false));
        JsonLines.WriteConversations(_folder.File("train.jsonl"), set, "What is your rating?");
        Assert.Equal([("a.png", 5.0), ("c.png", 3.0)], LabelFile.Read(_folder.File("train.jsonl")).Select(l => (l.Image, l.Mos)));
        var line = System.Text.Json.Nodes.JsonNode.Parse(File.ReadLines(_folder.File("train.jsonl")).First())!;
        Assert.Equal((1, "m", "What is your rating?"), ((int)line["id"]!, (string)line["dataset_name"]!, (string)line["conversations"]![0]!["value"]!));
    }

    [Fact]
    public void Scores_without_a_scale_or_a_spread_have_no_five_points()
    {
        var image = new IqaImage("a", () => new EvoQuality.Imaging.RgbImage(1, 1), 3);
        Assert.Contains("does not say what its scores mean", Assert.Throws<InvalidOperationException>(() => new ImageSet("s", [image]).OnFivePoints()).Message);
        Assert.Throws<ArgumentException>(() => MosScale.Observed([2, 2], true));
        Assert.Contains("has no score", Assert.Throws<InvalidOperationException>(() => new ImageSet("s", [new IqaImage("a", () => new EvoQuality.Imaging.RgbImage(1, 1))], MosScale.FivePoints).OnFivePoints()).Message);
    }
}

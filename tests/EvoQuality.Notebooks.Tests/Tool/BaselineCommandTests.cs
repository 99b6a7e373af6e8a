using System.Text.Json.Nodes;
using EvoQuality.Generation;
using EvoQuality.Imaging;

namespace EvoQuality.Notebooks.Tests;

public sealed class BaselineCommandTests : Evoquality
{
    [Fact]
    public async Task Both_baselines_are_measured_and_every_prediction_is_kept()
    {
        Prepare(training: Enumerable.Range(0, 12), testing: Enumerable.Range(12, 6));
        Assert.Equal(0, await Run("dataset", "baseline", At("data"), "--pristine", At("pristine"), "--out", At("found.json")));
        Assert.Contains("images/test, 6 pictures", Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("BRISQUE (trained on 12)", Output.ToString(), StringComparison.Ordinal);
        var found = JsonNode.Parse(File.ReadAllText(At("found.json")))!;
        Assert.Equal(6, (int)found["images"]!);
        Assert.Equal(2, found["baselines"]!.AsArray().Count);
        Assert.All(found["baselines"]!.AsArray(), b => Assert.Equal(6, b!["predictions"]!.AsArray().Count));
        Assert.Equal("p12.png", (string?)found["baselines"]![0]!["predictions"]![0]!["image"]);
    }

    [Fact]
    public async Task Of_a_crop_the_baselines_see_the_middle_alone()
    {
        Prepare(training: Enumerable.Range(0, 12), testing: Enumerable.Range(12, 6), width: 220, height: 200);
        var whole = await Predictions();
        var middle = await Predictions("--crop", "96");
        Assert.All(whole.Zip(middle), p => Assert.NotEqual(p.First, p.Second));
        foreach (var file in Directory.GetFiles(At("data/images"))) // the same middles as files
            File.WriteAllBytes(file, ImageCodec.EncodePng(CentreCrop.Of(ImageCodec.Decode(file), 96)));

        Assert.All(middle.Zip(await Predictions()), p => Assert.Equal(p.First, p.Second, 9)); // a solver's last bits depend on where its numbers lie

        async Task<double[]> Predictions(params string[] more)
        {
            Assert.Equal(0, await Run(["dataset", "baseline", At("data"), "--pristine", At("pristine"), "--out", At("found.json"), .. more]));
            return [.. JsonNode.Parse(File.ReadAllText(At("found.json")))!["baselines"]!.AsArray().SelectMany(b => b!["predictions"]!.AsArray()).Select(p => (double)p!["prediction"]!)];
        }
    }

    [Fact]
    public async Task A_vision_tower_is_probed_beside_them()
    {
        Prepare(training: Enumerable.Range(0, 12), testing: Enumerable.Range(12, 6));
        Assert.Equal(0, await Run("dataset", "baseline", At("data"), "--pristine", At("pristine"), "--probe", PocketPolicy.Folder, "--out", At("found.json")));
        Assert.Contains("vision tower (probed with 12)", Output.ToString(), StringComparison.Ordinal);
        var predictions = JsonNode.Parse(File.ReadAllText(At("found.json")))!["baselines"]![2]!["predictions"]!.AsArray().Select(p => (double)p!["prediction"]!).ToArray();
        Assert.Equal(6, predictions.Distinct().Count());
    }

    [Fact]
    public async Task A_probe_of_a_folder_that_is_no_policy_ends_before_anything_is_measured()
    {
        Prepare(training: Enumerable.Range(0, 12), testing: Enumerable.Range(12, 6));
        Assert.NotEqual(0, await Run("dataset", "baseline", At("data"), "--pristine", At("pristine"), "--probe", At("data")));
        Assert.Contains(At("data"), Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("NIQE", Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_in_both_parts_is_refused_by_name()
    {
        Prepare(training: Enumerable.Range(0, 12), testing: Enumerable.Range(11, 6));
        Assert.Equal(1, await Run("dataset", "baseline", At("data"), "--pristine", At("pristine")));
        Assert.Contains("p11.png", Error.ToString(), StringComparison.Ordinal);
    }

    private void Prepare(IEnumerable<int> training, IEnumerable<int> testing, int width = 120, int height = 100)
    {
        Pictures("data/images", 18, width, height);
        Pictures("pristine", 4, 480, 288);
        string Rows(IEnumerable<int> numbers) => "image,mos\n" + string.Concat(numbers.Select(n => $"p{n}.png,{n % 5}\n"));
        File.WriteAllText(At("data/train.csv"), Rows(training));
        File.WriteAllText(At("data/test.csv"), Rows(testing));
    }
}

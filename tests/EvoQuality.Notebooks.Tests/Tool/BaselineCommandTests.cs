using System.Text.Json.Nodes;

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
    public async Task A_picture_in_both_parts_is_refused_by_name()
    {
        Prepare(training: Enumerable.Range(0, 12), testing: Enumerable.Range(11, 6));
        Assert.Equal(1, await Run("dataset", "baseline", At("data"), "--pristine", At("pristine")));
        Assert.Contains("p11.png", Error.ToString(), StringComparison.Ordinal);
    }

    private void Prepare(IEnumerable<int> training, IEnumerable<int> testing)
    {
        Pictures("data/images", 18, 120, 100);
        Pictures("pristine", 4, 480, 288);
        string Rows(IEnumerable<int> numbers) => "image,mos\n" + string.Concat(numbers.Select(n => $"p{n}.png,{n % 5}\n"));
        File.WriteAllText(At("data/train.csv"), Rows(training));
        File.WriteAllText(At("data/test.csv"), Rows(testing));
    }
}

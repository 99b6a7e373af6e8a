namespace EvoQuality.Notebooks.Tests;

public sealed class GmadCommandTests : Evoquality
{
    [Fact]
    public async Task Two_policies_and_NIQE_give_a_page_that_loads_nothing()
    {
        TinyPolicyFolder.Write(At("one"));
        TinyPolicyFolder.Write(At("other"), seed: 2);
        Pictures("photos", 6, 120, 100);
        var labels = string.Concat(Enumerable.Range(0, 6).Select(i => $"p{i}.png,{i}\n"));
        File.WriteAllText(At("labels.csv"), "image,mos\n" + labels);
        var code = await Run(
            "gmad", At("one"), At("other"), "--niqe", "--pristine", Pictures("pristine", 4, 480, 288), "--images", At("photos"), "--labels", At("labels.csv"),
            "--levels", "1", "--tolerance", "9", "--out", At("page.html"));
        Assert.True(code == 0, Error.ToString());
        var page = File.ReadAllText(At("page.html"));
        Assert.Contains("NIQE attacks one", System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains("the defender has failed", page, StringComparison.Ordinal);
        Assert.Contains("opinion with the attacker", page, StringComparison.Ordinal);
        Assert.Contains("data:image/webp;base64,", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
        Assert.Contains("one and NIQE: SRCC", Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_copies_take_the_pictures_places()
    {
        TinyPolicyFolder.Write(At("one"));
        TinyPolicyFolder.Write(At("other"), seed: 2);
        var code = await Run(
            "gmad", At("one"), At("other"), "--images", Pictures("photos", 4, 120, 100), "--crop", "64", "--damaged", "3", "--levels", "1", "--tolerance", "9", "--out", At("page.html"));
        Assert.True(code == 0, Error.ToString());
        var page = System.Net.WebUtility.HtmlDecode(File.ReadAllText(At("page.html")));
        Assert.Contains("12 pictures (photos, middle 64, 3 damaged copies of each), 2 models", page, StringComparison.Ordinal);
        Assert.Contains("width=\"64\" height=\"64\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("width=\"120\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folders_of_one_name_are_told_apart_by_their_paths_and_too_many_levels_before_anything_is_scored()
    {
        var (one, other) = (TinyPolicyFolder.Write(At("k2/policy")), TinyPolicyFolder.Write(At("k8/policy"), seed: 2));
        string[] ask = ["gmad", one, other, "--images", Pictures("photos", 4, 56, 56), "--out", At("page.html")];
        Assert.Equal(2, await Run([.. ask, "--levels", "3"]));
        Assert.Contains("3 levels need 6 pictures or more, found 4", Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("scoring", Output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await Run([.. ask, "--levels", "1", "--tolerance", "9"]));
        Assert.Contains($"{one} and {other}: SRCC", Output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--damaged is 176; expected 1 to 175", "a", "b", "--images", "p", "--damaged", "176")]
    [InlineData("--crop is 0; expected 1 or more", "a", "b", "--images", "p", "--crop", "0")]
    [InlineData("--crop needs --images", "a", "b", "--crop", "224")]
    [InlineData("--damaged needs --images", "a", "b", "--damaged", "3")]
    [InlineData("leave it or --damaged out", "a", "b", "--images", "p", "--labels", "l.csv", "--damaged", "3")]
    [InlineData("Cannot parse argument 'x' for option '--crop'", "a", "b", "--images", "p", "--crop", "x")]
    [InlineData("Cannot parse argument 'x' for option '--damaged'", "a", "b", "--images", "p", "--damaged", "x")]
    [InlineData("Cannot parse argument 'x' for option '--tolerance'", "a", "b", "--tolerance", "x")]
    [InlineData("nobody to contradict", "policy")]
    [InlineData("A model is named twice", "a", "./a")]
    [InlineData("--scenes are generated, --images are not", "a", "b", "--scenes", "9", "--images", "p")]
    [InlineData("--labels needs --images", "a", "b", "--labels", "l.csv")]
    [InlineData("--pristine needs --niqe", "a", "b", "--pristine", "p")]
    [InlineData("--levels is 0; expected 1 or more", "a", "b", "--levels", "0")]
    [InlineData("--tolerance is -1; expected 0 or more", "a", "b", "--tolerance", "-1")]
    public async Task A_wrong_command_line_exits_with_2(string message, params string[] rest)
    {
        Assert.Equal(2, await Run(["gmad", .. rest]));
        Assert.Contains(message, Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Output.ToString());
    }
}

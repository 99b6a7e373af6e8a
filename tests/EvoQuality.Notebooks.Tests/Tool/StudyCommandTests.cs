namespace EvoQuality.Notebooks.Tests;

public sealed class StudyCommandTests : Evoquality
{
    [Fact]
    public async Task The_list_names_studies_and_their_variants()
    {
        Assert.Equal(0, await Run("study", "list"));
        Assert.Contains("scenes-first: ", Output.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"(?m)^    k8 +k=8$", Output.ToString());
        Assert.Matches(@"(?m)^    k64 +k=64$", Output.ToString());
        Assert.Matches(@"(?m)^    taught-5 +rounds=1, steps=5, supervision=mos$", Output.ToString());
        Assert.Matches(@"(?m)^    from-taught-5 +starts from taught-5$", Output.ToString());
        Assert.Matches(@"(?m)^    evolved-supervised +starts from supervised$", Output.ToString());
        Assert.Contains("photographs-first: ", Output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no study 'third'; there are scenes-first, photographs-first, scenes-second, photographs-second.", "third")]
    [InlineData("The study scenes-first has no variant 'k9'; it has k32, ", "scenes-first", "--cells", "k9")]
    [InlineData("--seeds names 'x', expected whole numbers", "scenes-first", "--seeds", "1,x")]
    [InlineData("--minutes is 0, expected above 0 and at most 10080.", "scenes-first", "--minutes", "0")]
    [InlineData("--minutes is 100000, expected above 0 and at most 10080.", "scenes-first", "--minutes", "100000")]
    [InlineData("No cell of scenes-first is asked for: no seed is named.", "scenes-first", "--seeds", ",")]
    [InlineData("No cell of scenes-first is asked for: no variant is named.", "scenes-first", "--cells", ",")]
    [InlineData("--threads is 0; expected 1 or more.", "scenes-first", "--threads", "0")]
    [InlineData("--test judges on photographs, and scenes-first evolves on generated scenes.", "scenes-first", "--test")]
    [InlineData("--minutes is of running cells", "photographs-first", "--test", "--minutes", "3")]
    [InlineData("--data names photographs, and scenes-first evolves on generated scenes.", "scenes-first", "--data", "here")]
    public async Task A_fault_in_what_is_asked_is_one_sentence(string sentence, params string[] asked)
    {
        Assert.Equal(2, await Run(["study", .. asked, "--out", At("study")]));
        Assert.Contains(sentence, Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_study_on_photographs_says_which_folder_it_wants()
    {
        Assert.Equal(1, await Run("study", "photographs-first", "--data", At("none"), "--out", At("study")));
        Assert.Contains("expected the cut of BIQ2021 with images/ and train.csv", Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_study_runs_to_its_tables_and_its_cells_can_be_verified()
    {
        var policy = TinyPolicyFolder.Write(At("policy"));
        string[] ask = ["study", "scenes-first", "--smoke", "--cells", "k1", "--policy", policy, "--out", At("study")];
        Assert.Equal(0, await Run(ask));
        Assert.Equal(5, File.ReadAllLines(At("study/scenes-first-smoke-rounds.csv")).Length);
        Assert.Contains("seed-1/k1: 1 of 1 cells", Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("-cost.csv are written; -splits.csv too once k32 is done.", Output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await Run("verify", At("study/cells/seed-1/k1"), "--rescore", "2"));
        Assert.Equal(0, await Run([.. ask, "--tables", At("tables")]));
        Assert.Equal(File.ReadAllText(At("study/scenes-first-smoke-gains.csv")), File.ReadAllText(At("tables/scenes-first-smoke-gains.csv")));
        Assert.Contains("1 cells, 1 of them done", Output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"laid into {At("tables/scenes-first-smoke")}-*.csv", Output.ToString(), StringComparison.Ordinal);

        var setup = At("tables/scenes-first-smoke.json");
        File.WriteAllText(setup, File.ReadAllText(setup).Replace("\"rate\": 0.0001", "\"rate\": 0.0002", StringComparison.Ordinal));
        Assert.Equal(1, await Run([.. ask[..^1], At("other"), "--tables", At("tables")]));
        Assert.Contains("of another set-up (rate was 0.0002, is 0.0001)", Error.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("other/cells"))); // said before anything was run
    }
}

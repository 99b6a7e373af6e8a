using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Imaging;
using EvoQuality.Presentation;

namespace EvoQuality.Kernel.Tests;

/// <summary>The page on which models contradict each other.</summary>
public class GmadPageTests
{
    private static readonly ImageSet Set = new("pictures", [.. Enumerable.Range(0, 4).Select(i => new IqaImage($"p<{i}>", () => new RgbImage(32, 24), 1 + i))]);
    private static readonly ModelScores First = new("start", [3, 3, 2, 2]), Second = new("round & 2", [1, 5, 4, 2]);

    [Fact]
    public void Both_roles_of_every_two_models_are_shown_with_what_they_mean()
    {
        object[] parts = [.. GmadPage.Of("Title", Set, [First, Second], levels: 2)];
        var text = string.Join("\n", parts.OfType<string>());
        Assert.Contains("the defender has failed", text, StringComparison.Ordinal);
        Assert.Contains("## Round & 2 attacks start", text, StringComparison.Ordinal);
        Assert.Contains("## Start attacks round & 2", text, StringComparison.Ordinal);
        Assert.Equal(2, parts.OfType<GmadGrid>().Count());
        Assert.Contains("Expected two models", Assert.Throws<ArgumentException>(() => GmadPage.Of("Title", Set, [First]).Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pair_shows_two_pictures_and_the_scores_of_both_models_and_loads_nothing()
    {
        var grid = new GmadGrid(GmadContest.Of(Second, First, levels: 2), Set.Images);
        var html = grid.ToHtml();
        Assert.Equal(4, html.Split("<img").Length - 1);
        Assert.Contains("round &amp; 2", html, StringComparison.Ordinal);
        foreach (var image in Set.Images) Assert.Contains($"<img alt=\"{System.Net.WebUtility.HtmlEncode(image.Id)}\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.Equal(
            "level 1 (worst): p<2> (round & 2 4.00, start 2.00, opinion 3.00), p<3> (round & 2 2.00, start 2.00, opinion 4.00)\n"
            + "level 2 (best): p<1> (round & 2 5.00, start 3.00, opinion 2.00), p<0> (round & 2 1.00, start 3.00, opinion 1.00)",
            grid.ToString());
        Assert.Contains("never disagree", new GmadGrid(GmadContest.Of(First, First, 2), Set.Images).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Opinions_say_how_often_the_attacker_was_right()
    {
        var contests = GmadPage.Contests([First, Second], levels: 2);
        Assert.Equal(["round & 2", "start"], contests.Select(c => c.Attacker.Name));
        var outcome = Tables.GmadOutcome(contests, Set.Images);
        Assert.Equal([2, 0], outcome["pairs"].Cast<int?>());
        Assert.Equal([1, 0], outcome["opinion with the attacker"].Cast<int?>()); // p2 over p3 is wrong, p1 over p0 is right
        Assert.Equal([0.0, null], outcome["mean opinion gap, points"].Cast<double?>());
        Assert.Equal(2, Tables.GmadPairs(contests, Set.Images).Rows.Count);
        Assert.Equal(1, Tables.ModelAgreement([First, Second]).Rows.Count);
    }

    [Fact]
    public void A_level_keeps_its_name_where_others_have_no_pair()
    {
        // The defender holds the lower two equal; of the upper two it is sure.
        var contest = GmadContest.Of(Second, new ModelScores("start", [3, 4, 2, 2]), levels: 2);
        Assert.StartsWith("level 1 (worst): ", Assert.Single(new GmadGrid(contest, Set.Images).ToString().Split('\n')), StringComparison.Ordinal);
    }
}

using EvoQuality.Tool;

namespace EvoQuality.Notebooks.Tests;

public class ProgressRateTests
{
    private static ProgressRate After(params (string Stage, long Done, double Seconds)[] marks)
    {
        var rate = new ProgressRate();
        foreach (var (stage, done, seconds) in marks)
            rate.Add(new ProgressMark(stage, done, 100, "pairs"), TimeSpan.FromSeconds(seconds));
        return rate;
    }

    [Fact]
    public void Ten_items_in_five_seconds_are_two_per_second_and_ninety_take_45_seconds()
    {
        var rate = After(("voting", 0, 1), ("voting", 10, 6));
        Assert.Equal(2, rate.PerSecond);
        Assert.Equal(TimeSpan.FromSeconds(45), rate.Left);
    }

    [Fact]
    public void The_first_mark_and_another_stage_have_no_rate_yet()
    {
        Assert.Null(After(("voting", 40, 1)).Left);
        Assert.Equal(0, After(("voting", 0, 1), ("voting", 10, 6), ("training", 3, 7)).PerSecond);
    }

    [Fact]
    public void Only_the_last_minute_counts()
    {
        var rate = After(("voting", 0, 0), ("voting", 1, 100), ("voting", 51, 150));
        Assert.Equal(1, rate.PerSecond);
    }

    [Fact]
    public void A_narrow_terminal_loses_the_title_then_the_bar_and_never_the_count()
    {
        var mark = new ProgressMark("voting", 50, 100, "pairs");
        string Line(int width) => ProgressLine.Fit("[3/9]", "Vote on pairs", mark, new ProgressRate(), width);
        Assert.Equal("[3/9] Vote on pairs  voting  ━━━━━━━━────────  50/100 pairs", Line(100));
        Assert.Equal("[3/9] voting  ━━━━━━━━────────  50/100 pairs", Line(50));
        Assert.Equal("[3/9] voting  50/100 pairs", Line(30));
    }
}

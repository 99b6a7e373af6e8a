using EvoQuality.Foundations;
using EvoQuality.Presentation;

namespace EvoQuality.Kernel.Tests;

public class CellProgressTests
{
    private readonly ManualClock _clock = new();
    private readonly List<string> _shown = [];

    private CellProgress Progress() => new(x => _shown.Add(x.ToString()!), _clock);

    [Fact]
    public void Reports_of_the_same_instant_are_shown_once_and_the_last_one_always()
    {
        var progress = Progress();
        for (var done = 1; done <= 100; done++) progress.Report(new StageProgress("voting", done, 100, "pairs"));
        Assert.Equal(["voting 1/100 pairs", "voting 100/100 pairs"], _shown);
    }

    [Fact]
    public void At_most_four_updates_a_second_get_through()
    {
        var progress = Progress();
        for (var done = 1; done < 100; done++)
        {
            progress.Report(new StageProgress("voting", done, 100, "pairs"));
            _clock.Now += TimeSpan.FromMilliseconds(20);
        }

        Assert.InRange(_shown.Count, 7, 9); // two seconds
    }

    [Fact]
    public void A_stage_that_ends_early_still_shows_where_it_came_to()
    {
        var progress = Progress();
        progress.Report(new StageProgress("voting", 1, 9, "pairs"));
        progress.Report(new StageProgress("voting", 7, 9, "pairs"));
        progress.Report(new StageProgress("GRPO", 1, 5, "steps", "reward 0.5"));
        Assert.Equal(["voting 1/9 pairs", "voting 7/9 pairs", "GRPO 1/5 steps (reward 0.5)"], _shown);
    }

    [Fact]
    public void A_display_tells_its_figures_as_json_and_as_a_bar()
    {
        var display = new ProgressDisplay(new StageProgress("a <b>", 1, 4, "steps", "kl 0"));
        Assert.Equal("""{"stage":"a \u003Cb\u003E","done":1,"total":4,"unit":"steps","note":"kl 0"}""", display.ToJson());
        Assert.Contains("width:25%", display.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("a &lt;b&gt; 1/4 steps", display.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("starting", new ProgressDisplay("starting").ToString());
    }

    [Fact]
    public void A_bar_says_the_rate_of_its_stage_and_the_time_left()
    {
        var bars = new List<ProgressDisplay>();
        var progress = new CellProgress(x => bars.Add((ProgressDisplay)x), _clock);
        progress.Report(new StageProgress("voting", 10, 110, "pairs"));
        Assert.Null(bars[^1].Pace);
        _clock.Now += TimeSpan.FromSeconds(2);
        progress.Report(new StageProgress("voting", 30, 110, "pairs"));
        Assert.Equal(new ProgressPace(10, TimeSpan.FromSeconds(8)), bars[^1].Pace);
        Assert.Contains("voting 30/110 pairs, 10 pairs/s, 0:08 left", bars[^1].ToHtml(), StringComparison.Ordinal);
        _clock.Now += TimeSpan.FromSeconds(2);
        progress.Report(new StageProgress("GRPO", 0, 5, "steps"));
        Assert.Null(bars[^1].Pace);
        Assert.Equal("4 s each, 1:01:05 left", new ProgressPace(0.25, new TimeSpan(1, 1, 5)).Text("steps"));
    }

    private sealed class ManualClock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        public override long GetTimestamp() => Now.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}

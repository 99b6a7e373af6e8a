using EvoQuality.Datasets;
using EvoQuality.Evolution;
using EvoQuality.Presentation;
using EvoQuality.Voting;

namespace EvoQuality.Kernel.Tests;

public class StageClockTests
{
    [Fact]
    public void Votes_that_were_all_given_elsewhere_have_no_rate()
    {
        var clock = new StageClock();
        var result = OfflineResult.From(new ImageSet("pool", QuestionedJob.Images), [new PairVotes(new ImagePair(0, 1), "000", "111")]);
        clock.Voting(() => result, known: 1);
        Assert.Null(clock.VotesPerSecond);
        Assert.Contains("; no votes counted here;", Findings.Cost(RunCost.Of(clock)), StringComparison.Ordinal);
        clock.Voting(() => result, known: 0);
        Assert.True(clock.VotesPerSecond > 0);
    }
}

using EvoQuality.Voting;
using FsCheck.Xunit;

namespace EvoQuality.Kernel.Tests;

public class MajorityVoteTests
{
    [Theory]
    [InlineData(20, 12, 1.0)]
    [InlineData(12, 20, 0.0)]
    [InlineData(16, 16, 0.5)]
    [InlineData(1, 0, 1.0)]
    public void Equation_1_decides(int first, int second, double preference) =>
        Assert.Equal(preference, MajorityVote.Decide(new VoteTally(first, second, 0)));

    [Fact]
    public void Abstentions_alone_decide_nothing()
    {
        Assert.Null(MajorityVote.Decide(new VoteTally(0, 0, 0)));
        Assert.Null(MajorityVote.Decide(new VoteTally(0, 0, 32)));
        Assert.Null(new VoteTally(0, 0, 32).FirstFraction);
    }

    [Fact]
    public void Tallies_add_up()
    {
        var sum = new VoteTally(10, 5, 1) + new VoteTally(3, 12, 1);
        Assert.Equal(new VoteTally(13, 17, 2), sum);
        Assert.Equal(30, sum.Votes);
        Assert.Equal(13 / 30.0, sum.FirstFraction);
    }

    [Property]
    public bool The_other_order_gives_the_complement(byte first, byte second, byte abstentions)
    {
        var tally = new VoteTally(first, second, abstentions);
        return MajorityVote.Decide(tally.Swap()) == 1 - MajorityVote.Decide(tally);
    }
}

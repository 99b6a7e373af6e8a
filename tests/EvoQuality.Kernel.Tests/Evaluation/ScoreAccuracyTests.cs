using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Imaging;

namespace EvoQuality.Kernel.Tests;

public class ScoreAccuracyTests
{
    /// <summary>Opinion scores 1, 2, 3, 3 and none; the fourth picture has no expected score but a mean, the fifth scores best.</summary>
    private static readonly ImageScores[] Scores =
    [
        Scored("a", 1, expected: 2.0),
        Scored("b", 2, expected: 1.5),
        Scored("c", 3, expected: 2.0),
        Scored("d", 3, expected: null, 4, 5),
        Scored("e", null, expected: 5.0),
    ];

    [Theory]
    [InlineData(0, 1, 0.0)] // the worse picture scores higher
    [InlineData(1, 2, 1.0)]
    [InlineData(2, 1, 1.0)] // whichever is named first
    [InlineData(0, 2, 0.5)] // equal scores
    [InlineData(3, 0, 1.0)] // by the mean of 4 and 5, where no expected score is
    [InlineData(2, 3, null)] // equal opinion scores
    [InlineData(0, 4, null)] // no opinion score
    public void A_pair_is_right_where_its_higher_score_is_the_better_picture(int first, int second, double? right) =>
        Assert.Equal(right, ScoreAccuracy.Of(Scores, [new ImagePair(first, second)]));

    [Fact]
    public void Pairs_that_say_nothing_do_not_dilute_the_share() =>
        Assert.Equal(0.5, ScoreAccuracy.Of(Scores, [new(0, 1), new(1, 2), new(2, 3), new(0, 4)]));

    [Fact]
    public void A_picture_without_any_score_takes_no_part() =>
        Assert.Null(ScoreAccuracy.Of([Scores[0], Scored("x", 4, expected: null)], [new(0, 1)]));

    private static ImageScores Scored(string name, double? mos, double? expected, params double[] samples) =>
        new(new IqaImage(name, () => new RgbImage(8, 8), mos), [.. samples.Select(s => (double?)s)], null, expected, null);
}

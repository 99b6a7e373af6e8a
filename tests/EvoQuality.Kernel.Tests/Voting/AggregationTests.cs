using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Statistics;
using EvoQuality.Voting;
using EvoQuality.Voting.Aggregation;

namespace EvoQuality.Kernel.Tests;

public class AggregationTests
{
    public static TheoryData<ChoiceModel> Models => [ChoiceModel.Thurstone, ChoiceModel.BradleyTerry];

    [Fact]
    public void Two_images_lie_as_far_apart_as_their_share_of_votes_says()
    {
        // With a very wide prior the maximum is where the model's probability is 3/4.
        var wide = new ScaleOptions { PriorDeviation = 1e4 };
        Assert.Equal(0.953873, Lead(QualityScale.Fit(2, [Votes(0, 1, 3, 1)], wide)), 1e-5); // √2 times the quantile 0.674490
        Assert.Equal(Math.Log(3), Lead(QualityScale.Fit(2, [Votes(0, 1, 3, 1)], wide with { Model = ChoiceModel.BradleyTerry })), 1e-5);
        Assert.Equal(0, Lead(QualityScale.Fit(2, [Votes(0, 1, 2, 2)], wide)), 1e-9);
        static double Lead(QualityScale scale) => scale.Scores[0] - scale.Scores[1];
    }

    [Fact]
    public void The_deviation_of_a_lead_is_the_textbook_s()
    {
        // Bradley-Terry, 100 votes at 1/2: information 100/4 about the lead, and the prior's 1/(2 tau²).
        var scale = QualityScale.Fit(2, [Votes(0, 1, 50, 50)], new ScaleOptions { Model = ChoiceModel.BradleyTerry, PriorDeviation = 2 });
        Assert.Equal(1 / Math.Sqrt(25 + (1 / 8.0)), scale.DeviationOfLead(0, 1), 1e-9);
        Assert.Equal(scale.DeviationOfLead(0, 1) / 2, scale.Deviation(0), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void At_the_estimate_the_gradient_is_zero(ChoiceModel model)
    {
        var votes = new SimulatedVotes([0, 1, 2, -1, 0.5]).AskAll(6, new SeedTree(1));
        var options = new ScaleOptions { Model = model };
        var scores = QualityScale.Fit(5, votes, options).Scores;
        for (var i = 0; i < 5; i++)
        {
            double Objective(double shift) => votes.Sum(v =>
            {
                var lead = scores[v.Pair.First] - scores[v.Pair.Second] + (v.Pair.First == i ? shift : v.Pair.Second == i ? -shift : 0);
                return (v.Tally.First * Math.Log(model.Probability(lead))) + (v.Tally.Second * Math.Log(model.Probability(-lead)));
            }) - scores.Select((s, j) => j == i ? s + shift : s).Sum(s => s * s / 18);
            Assert.Equal(0, (Objective(1e-4) - Objective(-1e-4)) / 2e-4, 1e-5);
        }
    }

    [Fact]
    public void A_perfect_record_stays_finite_and_an_image_without_votes_has_the_prior_s_width()
    {
        var scale = QualityScale.Fit(4, [Votes(0, 1, 20, 0), Votes(1, 2, 20, 0)]);
        Assert.All(scale.Scores, s => Assert.True(Math.Abs(s) < 10));
        Assert.True(scale.Scores[0] > scale.Scores[1] && scale.Scores[1] > scale.Scores[2]);
        Assert.Equal(0, scale.Scores.Sum(), 1e-9);
        Assert.True(scale.IntervalOf(3).Width > scale.IntervalOf(1).Width);
    }

    [Fact]
    public void The_order_a_pair_was_asked_in_and_repeats_do_not_matter()
    {
        var once = QualityScale.Fit(3, [Votes(0, 1, 5, 2), Votes(1, 2, 4, 3)]).Scores;
        var scattered = QualityScale.Fit(3, [Votes(1, 0, 1, 3), Votes(2, 1, 3, 4), Votes(0, 1, 2, 1), Votes(0, 2, 0, 0)]).Scores;
        Close.All([.. once], [.. scattered], 1e-8);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Simulated_votes_give_back_the_observer_s_scores(ChoiceModel model)
    {
        var truth = SimulatedVotes.Truth(40, 2, new SeedTree(3));
        var votes = new SimulatedVotes(truth).AskAll(8, new SeedTree(4));
        var scale = QualityScale.Fit(40, votes, new ScaleOptions { Model = model });
        Assert.InRange(Correlation.Spearman(truth, [.. scale.Scores])!.Value, 0.985, 1);
        Assert.InRange(Correlation.Spearman(truth, [.. Copeland.Scores(40, votes).Select(s => s!.Value)])!.Value, 0.97, 1);
        if (model != ChoiceModel.Thurstone) return;
        var centred = truth.Select(t => t - truth.Average()).ToArray();

        // Its own units, no factor and no offset: squared errors are as large as the posterior says (40 of them: ± 4 x 22 %).
        var expected = Enumerable.Range(0, 40).Average(i => scale.Deviation(i) * scale.Deviation(i));
        Assert.InRange(scale.Scores.Zip(centred, (s, t) => (s - t) * (s - t)).Average() / expected, 0.1, 1.9);
    }

    [Fact]
    public void Intervals_cover_the_truth_at_their_nominal_rate()
    {
        // 240 observers, one image each: independent. Bounds are four deviations of the binomial either side.
        const int Runs = 240, Images = 10;
        var (half, most) = (0, 0);
        for (var run = 0; run < Runs; run++)
        {
            var truth = SimulatedVotes.Truth(Images, 1.5, new SeedTree(11).Child(run));
            var scale = QualityScale.Fit(Images, new SimulatedVotes(truth).AskAll(5, new SeedTree(12).Child(run)));
            var (image, score) = (run % Images, truth[run % Images] - truth.Average());
            if (scale.IntervalOf(image, 0.5).Contains(score)) half++;
            if (scale.IntervalOf(image, 0.95).Contains(score)) most++;
        }

        Assert.InRange(half, 0.5 * Runs - (4 * Math.Sqrt(Runs * 0.25)), (0.5 * Runs) + (4 * Math.Sqrt(Runs * 0.25)));
        Assert.InRange(most, 0.95 * Runs - (4 * Math.Sqrt(Runs * 0.0475)), Runs);
    }

    [Fact]
    public void Copeland_counts_opponents_not_votes()
    {
        var scores = Copeland.Scores(4, [Votes(0, 1, 30, 2), Votes(0, 2, 1, 2), Votes(1, 2, 3, 3)]);
        Assert.Equal([0, -0.5, 0.5, null], scores);
    }

    [Fact]
    public void A_circle_is_counted_once_and_a_tie_belongs_to_no_triple()
    {
        Assert.Equal(new Transitivity(1, 1), Transitivity.Of([Votes(0, 1, 2, 1), Votes(1, 2, 2, 1), Votes(2, 0, 2, 1)]));
        Assert.Equal(new Transitivity(1, 0), Transitivity.Of([Votes(0, 1, 2, 1), Votes(1, 2, 2, 1), Votes(0, 2, 2, 1)]));
        Assert.Equal(new Transitivity(0, 0), Transitivity.Of([Votes(0, 1, 2, 1), Votes(1, 2, 1, 1), Votes(0, 2, 2, 1)]));
        Assert.Null(Transitivity.Of([]).CircleShare);
    }

    [Fact]
    public void Coins_make_a_quarter_of_the_triples_circles()
    {
        var source = new SeededSource(8);
        var coins = from i in Enumerable.Range(0, 60)
                    from j in Enumerable.Range(i + 1, 59 - i)
                    let first = source.NextBool()
                    select Votes(i, j, first ? 1 : 0, first ? 0 : 1);
        var found = Transitivity.Of(coins);
        Assert.Equal(60 * 59 * 58 / 6, found.Triples);
        Assert.InRange(found.CircleShare!.Value, 0.235, 0.265);
    }

    [Fact]
    public void Chances_far_in_the_tail_keep_their_slope_and_curvature()
    {
        foreach (var lead in new[] { -60.0, -43, -42, -5, 0, 3 })
        {
            var (value, slope, curvature) = ChoiceModel.Thurstone.LogProbability(lead);
            Assert.True(double.IsFinite(value));
            var step = 1e-4;
            var (above, below) = (ChoiceModel.Thurstone.LogProbability(lead + step), ChoiceModel.Thurstone.LogProbability(lead - step));
            Assert.Equal((above.Value - below.Value) / (2 * step), slope, 1e-3 * Math.Max(1, Math.Abs(slope)));
            Assert.Equal((above.Slope - below.Slope) / (2 * step), curvature, 2e-3 * Math.Max(1, Math.Abs(curvature)));
        }
    }

    [Fact]
    public void A_fit_leaves_no_tensor_behind() => NoLeaks.Check(() => QualityScale.Fit(3, [Votes(0, 1, 2, 1)]));

    [Fact]
    public void Strange_images_and_priors_are_refused()
    {
        Assert.Contains("2 images", Assert.Throws<ArgumentException>(() => QualityScale.Fit(2, [Votes(0, 2, 1, 0)])).Message);
        Assert.Contains("PriorDeviation", Assert.Throws<ArgumentException>(() => QualityScale.Fit(2, [], new ScaleOptions { PriorDeviation = 0 })).Message);
    }

    private static PairVotes Votes(int first, int second, int won, int lost) => new(new ImagePair(first, second), new string('0', won) + new string('1', lost), "");
}

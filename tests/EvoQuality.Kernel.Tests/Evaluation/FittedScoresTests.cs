using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Evaluation.Baselines;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Statistics;

namespace EvoQuality.Kernel.Tests;

public class FittedScoresTests
{
    /// <summary>A scorer bent like a logistic curve; the third picture has no expected score.</summary>
    private static readonly ImageScores[] Bent =
    [
        .. Enumerable.Range(0, 40).Select(i => 1 + (i / 10.0)).Select((mos, i) => new ImageScores(
            new IqaImage($"p{i}", () => new RgbImage(8, 8), mos), [3.0], 3, i == 2 ? null : 3 + Math.Log((mos - 0.5) / (5.5 - mos)), 1)),
    ];

    [Fact]
    public void A_bent_scorer_is_straight_after_its_curve_and_pictures_without_a_score_are_left_out()
    {
        var fitted = FittedScores.Of("expected score", Bent, s => s.Expected);
        Assert.Equal(39, fitted.Images.Count);
        Assert.DoesNotContain("p2", fitted.Images);
        Assert.Equal(Correlation.Pearson([.. fitted.Predictions], [.. fitted.Mos]), fitted.Plcc);
        Assert.InRange(fitted.Plcc!.Value, 0.9, 0.9999);
        Assert.InRange(fitted.FittedPlcc!.Value, 0.99999, 1);
    }

    [Fact]
    public void Equal_scores_have_no_curve_and_no_correlation()
    {
        var fitted = FittedScores.Of("greedy", Bent, s => s.Greedy);
        Assert.Null(fitted.Fit);
        Assert.Null(fitted.Plcc);
        Assert.Null(fitted.FittedPlcc);
    }

    [Fact]
    public void A_picture_without_opinion_score_is_named()
    {
        ImageScores[] unlabelled = [new(new IqaImage("mine", () => new RgbImage(8, 8)), [3.0], 3, 3, 1)];
        Assert.Contains("mine has none", Assert.Throws<ArgumentException>(() => FittedScores.Of("x", unlabelled, s => s.Expected)).Message, StringComparison.Ordinal);
        Assert.Contains("mine has none", Assert.Throws<ArgumentException>(() => MeasuredAgreement.Of("x", "y", unlabelled, s => s.Expected, [Agreement.Srcc], 10, new SeedTree(1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Agreement_is_measured_on_what_has_a_score()
    {
        var measured = MeasuredAgreement.Of("start", "bent", Bent, s => s.Expected, [Agreement.Srcc, Agreement.Plcc], 100, new SeedTree(1));
        Assert.Equal([("start", "bent", 39), ("start", "bent", 39)], measured.Select(m => (m.Version, m.Set, m.Images)));
        Assert.Equal(1, measured[0].Estimate.Value);
        Assert.Equal(FittedScores.Of("", Bent, s => s.Expected).Plcc!.Value, measured[1].Estimate.Value!.Value, 1e-12);
        Assert.True(measured[1].Estimate.Interval!.Value.Contains(measured[1].Estimate.Value!.Value));
        Assert.Contains("none of 40 images", Assert.Throws<ArgumentException>(() => MeasuredAgreement.Of("a", "b", Bent, _ => null, [Agreement.Srcc], 10, new SeedTree(1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_of_one_reference_are_drawn_together_wherever_agreement_has_an_interval()
    {
        // 8 contents of 40 pictures; the error belongs to the content.
        var source = new SeedTree(3).Child("contents").Source();
        double[] error = [.. Enumerable.Range(0, 8).Select(_ => 1.5 * source.NextGaussian())];
        IqaImage[] references = [.. Enumerable.Range(0, 8).Select(c => new IqaImage($"r{c}", () => new RgbImage(8, 8)))];
        double[] mos = [.. Enumerable.Range(0, 320).Select(_ => source.NextGaussian())];
        ImageScores[] Seen(bool known) => [.. mos.Select((m, i) => new ImageScores(
            new IqaImage($"p{i}", () => new RgbImage(8, 8), m) { Reference = known ? references[i / 40] : null }, [m + error[i / 40]], m, m + error[i / 40], 1))];
        double[] Widths(ImageScores[] scores) =>
        [
            EvaluationReport.From(scores, [], [.. scores.Select(s => s.Image)], new SeedTree(1)).Expected!.SrccInterval!.Value.Width,
            MeasuredAgreement.Of("start", "set", scores, s => s.Expected, [Agreement.Plcc], 500, new SeedTree(1))[0].Estimate.Interval!.Value.Width,
            BaselineResult.Of("x", [.. scores.Select(s => s.Expected!.Value)], [.. scores.Select(s => s.Image)], new SeedTree(1)).SrccInterval!.Value.Width,
            BaselineResult.Of("x", [.. scores.Select(s => s.Expected!.Value)], [.. scores.Select(s => s.Image)], new SeedTree(1)).PlccInterval!.Value.Width,
        ];
        Assert.All(Widths(Seen(known: true)).Zip(Widths(Seen(known: false))), w => Assert.True(w.First > 1.2 * w.Second, $"{w}"));
    }
}

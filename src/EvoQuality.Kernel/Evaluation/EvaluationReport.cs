using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Voting;

namespace EvoQuality.Evaluation;

/// <summary>A policy on one labelled set.</summary>
/// <param name="Scores">Every image's scores.</param>
/// <param name="SingleSample">Correlation of one sample.</param>
/// <param name="MeanOfN">Correlation of the mean of N samples.</param>
/// <param name="Greedy">Correlation of the likeliest answer.</param>
/// <param name="Expected">Correlation of the expected score; null where the style does not allow it.</param>
/// <param name="ComparisonAccuracy">Share of single votes for the better image, on random pairs of the set.</param>
/// <param name="ConsensusAccuracy">The same for the majority of K votes.</param>
/// <param name="ScoreAccuracy">Share of the same pairs that the expected score (the mean of N without one) puts in the right order.</param>
/// <param name="ParseRate">Share of samples that were a score.</param>
/// <param name="Entropy">Mean entropy of one sampled score, nats; null where the style does not allow it.</param>
/// <param name="Spread">Mean standard deviation of an image's samples, score points.</param>
public sealed record EvaluationReport(
    IReadOnlyList<ImageScores> Scores, CorrelationResult SingleSample, CorrelationResult MeanOfN, CorrelationResult Greedy,
    CorrelationResult? Expected, double? ComparisonAccuracy, double? ConsensusAccuracy, double? ScoreAccuracy,
    double ParseRate, double? Entropy, double Spread)
{
    /// <summary>Scores and compares the images of a labelled set.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="images">Images with opinion scores, higher better.</param>
    /// <param name="options">How to score.</param>
    /// <param name="votes">How to vote on <paramref name="pairs"/>.</param>
    /// <param name="pairs">Pairs for the accuracies; may be empty.</param>
    /// <param name="seed">Root of samples, votes and resamples. The same seed gives two policies the same draws.</param>
    /// <param name="scoreLog">Where scores are kept as they come; see <see cref="ScorePredictor.Predict"/>.</param>
    /// <param name="voteLog">Where votes are kept as they come; see <see cref="VoteCounter.Count"/>.</param>
    /// <param name="cache">Where scores are kept between evaluations, with all that decided them; null keeps none.</param>
    /// <param name="progress">Told in images and pairs.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="ArgumentException">An image has no opinion score.</exception>
    public static EvaluationReport Of(
        IPolicy policy, IReadOnlyList<IqaImage> images, ScoreOptions options, VoteOptions votes, IReadOnlyList<ImagePair> pairs,
        SeedTree seed, Journal<ScoreRecord>? scoreLog = null, Journal<PairVotes>? voteLog = null, ScoreCache? cache = null,
        IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ExpectLabels(images);
        var scores = ScorePredictor.Predict(policy, images, options, seed.Child("scores"), scoreLog, cache, progress, cancel);
        var counted = VoteCounter.Count(policy, images, pairs, votes, seed.Child("votes"), voteLog, progress, cancel);
        return From(scores, counted, images, seed);
    }

    /// <summary>The same from scores and votes that are there already: nothing but arithmetic.</summary>
    /// <param name="scores">Every image's scores, in the order of <paramref name="images"/>.</param>
    /// <param name="votes">Votes on pairs of the images; may be empty.</param>
    /// <param name="images">Images with opinion scores, higher better.</param>
    /// <param name="seed">As in <see cref="Of"/>: root of the resamples.</param>
    /// <exception cref="ArgumentException">An image has no opinion score.</exception>
    public static EvaluationReport From(
        IReadOnlyList<ImageScores> scores, IReadOnlyList<PairVotes> votes, IReadOnlyList<IqaImage> images, SeedTree seed)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(votes);
        ExpectLabels(images);
        double[] mos = [.. images.Select(i => i.Mos!.Value)];
        CorrelationResult Correlate(Func<ImageScores, double?> prediction) =>
            CorrelationResult.Of([.. scores.Select(prediction)], images, seed.Child("bootstrap"));
        return new EvaluationReport(
            scores,
            Correlate(s => s.Single),
            Correlate(s => s.Mean),
            Correlate(s => s.Greedy),
            scores.All(s => s.Expected is null) ? null : Correlate(s => s.Expected),
            Evaluation.ComparisonAccuracy.Of(votes, images),
            Voting.ConsensusAccuracy.Of(PreferenceSet.FromTallies(votes.Select(v => (v.Pair.First, v.Pair.Second, v.Tally))), mos),
            Evaluation.ScoreAccuracy.Of(scores, votes.Select(v => v.Pair)),
            scores.Average(s => s.Samples.Count(x => x is not null) / (double)s.Samples.Count),
            scores.Average(s => s.Entropy),
            scores.Average(s => Deviation(s.Samples)) ?? 0);
    }

    private static void ExpectLabels(IReadOnlyList<IqaImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.FirstOrDefault(i => i.Mos is null) is { } unlabelled)
            throw new ArgumentException($"Evaluation needs an opinion score for every image, but {unlabelled.Id} has none.", nameof(images));
    }

    private static double? Deviation(IReadOnlyList<double?> samples)
    {
        double[] parsed = [.. samples.OfType<double>()];
        return parsed.Length < 2 ? null : Math.Sqrt(parsed.Sum(x => Math.Pow(x - parsed.Average(), 2)) / (parsed.Length - 1));
    }
}

using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Statistics;
using EvoQuality.Voting;

namespace EvoQuality.Evaluation;

/// <summary>
/// What a policy sees: for every distortion and level, how often it prefers the pristine picture and how it scores the distorted one.
/// Two policies (or a policy before and after a round) with the same pictures and seed meet the same distorted pictures and draws.
/// </summary>
/// <param name="Images">Pristine pictures.</param>
/// <param name="PristineScore">Mean score of the pristine pictures.</param>
/// <param name="PristineScoreInterval">95 % bootstrap interval over the pictures.</param>
/// <param name="Points">Distortion by distortion, level by level.</param>
public sealed record PsychometricCurves(int Images, double? PristineScore, Interval? PristineScoreInterval, IReadOnlyList<PsychometricPoint> Points)
{
    /// <summary>Per point and picture, the share of votes for the pristine one; null if no vote parsed.</summary>
    public IReadOnlyList<IReadOnlyList<double?>> PreferredOf { get; private init; } = [];

    /// <summary>Per point and picture, the score of the distorted one; null if none parsed.</summary>
    public IReadOnlyList<IReadOnlyList<double?>> ScoreOf { get; private init; } = [];

    /// <summary>Per picture, the score of the pristine one; null if none parsed.</summary>
    public IReadOnlyList<double?> PristineScoreOf { get; private init; } = [];

    /// <summary>Measures one policy.</summary>
    /// <param name="policy">The observer.</param>
    /// <param name="pristine">Pristine pictures, two or more; a dozen give useful intervals.</param>
    /// <param name="options">Distortions, levels, votes, scores.</param>
    /// <param name="seed">Root of the distortions' draws, votes, scores and resamples.</param>
    /// <param name="progress">Told in pairs and images.</param>
    /// <param name="cancel">Stops between batches.</param>
    public static PsychometricCurves Measure(
        IPolicy policy, IReadOnlyList<IqaImage> pristine, PsychometricOptions options, SeedTree seed,
        IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        return Measure(policy, PsychometricPictures.Of(pristine, options, seed), options, seed, progress, cancel);
    }

    /// <summary>Measures one policy on pictures that several are measured on: they are made, and made smaller for the policy, once.</summary>
    /// <param name="policy">The observer.</param>
    /// <param name="pictures">Made with the same options and seed.</param>
    /// <param name="options">Distortions, levels, votes, scores.</param>
    /// <param name="seed">Root of the votes, scores and resamples.</param>
    /// <param name="progress">Told in pairs and images.</param>
    /// <param name="cancel">Stops between batches.</param>
    public static PsychometricCurves Measure(
        IPolicy policy, PsychometricPictures pictures, PsychometricOptions options, SeedTree seed,
        IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var (n, cells, all) = (pictures.Pristine, pictures.Cells, pictures.All);
        ImagePair[] pairs = [.. Enumerable.Range(0, cells.Count * n).Select(k => new ImagePair(k % n, n + k))];
        var votes = VoteCounter.Count(policy, all, pairs, options.Votes, seed.Child("votes"), progress: progress, cancel: cancel);
        var scores = ScorePredictor.Predict(policy, all, options.Scores, seed.Child("scores"), progress: progress, cancel: cancel).Select(s => s.Expected ?? s.Mean).ToArray();

        // The same resamples of pictures everywhere: differences between cells are paired.
        (double? Mean, Interval? Interval) Over(double?[] values) => (values.Average(), Bootstrap.Of(
            n, options.Resamples, seed.Child("resamples").Source(), drawn => drawn.Average(i => values[i])));
        var (pristineScore, pristineInterval) = Over(scores[..n]);
        double?[][] preferredOf = [.. votes.Select(v => v.Tally.FirstFraction).Chunk(n)];
        double?[][] scoreOf = [.. scores.Skip(n).Chunk(n)];
        return new PsychometricCurves(n, pristineScore, pristineInterval,
        [
            .. cells.Select((cell, c) =>
            {
                var (preferred, preferredInterval) = Over(preferredOf[c]);
                var (score, scoreInterval) = Over(scoreOf[c]);
                return new PsychometricPoint(cell.Distortion, cell.Level, preferred, preferredInterval, score, scoreInterval);
            }),
        ])
        {
            PreferredOf = preferredOf,
            ScoreOf = scoreOf,
            PristineScoreOf = scores[..n],
        };
    }
}

using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging.Distortions.Graded;
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
    /// <summary>Measures.</summary>
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
        ArgumentNullException.ThrowIfNull(pristine);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(pristine.Count, 2);
        options.Validate();
        var n = pristine.Count;
        var cells = (from distortion in options.Distortions from level in options.Levels select (distortion, level)).ToArray();
        IqaImage[] all = [.. pristine, .. cells.SelectMany(c => pristine.Select((image, i) => Distorted(image, c.distortion, c.level, seed.Child("picture").Child(i))))];
        ImagePair[] pairs = [.. Enumerable.Range(0, cells.Length * n).Select(k => new ImagePair(k % n, n + k))];
        var votes = VoteCounter.Count(policy, all, pairs, options.Votes, seed.Child("votes"), progress: progress, cancel: cancel);
        var scores = ScorePredictor.Predict(policy, all, options.Scores, seed.Child("scores"), progress: progress, cancel: cancel).Select(s => s.Expected ?? s.Mean).ToArray();

        // The same resamples of pictures everywhere: differences between cells are paired.
        (double? Mean, Interval? Interval) Over(double?[] values) => (values.Average(), Bootstrap.Of(
            n, options.Resamples, seed.Child("resamples").Source(), drawn => drawn.Average(i => values[i])));
        var (pristineScore, pristineInterval) = Over(scores[..n]);
        return new PsychometricCurves(n, pristineScore, pristineInterval,
        [
            .. cells.Select((cell, c) =>
            {
                var (preferred, preferredInterval) = Over([.. votes.Skip(c * n).Take(n).Select(v => v.Tally.FirstFraction)]);
                var (score, scoreInterval) = Over(scores[(n + (c * n))..(n + ((c + 1) * n))]);
                return new PsychometricPoint(cell.distortion, cell.level, preferred, preferredInterval, score, scoreInterval);
            }),
        ]);
    }

    private static IqaImage Distorted(IqaImage image, GradedDistortion distortion, int level, SeedTree seed) => new(
        $"{image.Id}~{distortion.Name}-{level}",
        () => distortion.Apply(image.Load(), level, seed.Child(distortion.Name).Source())); // one grain at all levels of a picture
}

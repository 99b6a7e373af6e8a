using EvoQuality.Foundations;
using EvoQuality.Imaging.Distortions.Graded;
using EvoQuality.Statistics;

namespace EvoQuality.Evaluation;

/// <summary>What a round, or all of them, changed in how a policy sees one distortion: means over its levels, after less before.</summary>
/// <param name="Distortion">The type.</param>
/// <param name="Preferred">Change of the share of votes for the pristine picture; null where either side has no vote.</param>
/// <param name="PreferredInterval">Paired 95 % bootstrap interval over the pictures.</param>
/// <param name="Fall">Change of the fall in score, pristine less distorted, in score points: above 0 the damage costs more now.</param>
/// <param name="FallInterval">Paired 95 % bootstrap interval over the pictures.</param>
public sealed record PsychometricChange(
    GradedDistortion Distortion, double? Preferred, Interval? PreferredInterval, double? Fall, Interval? FallInterval)
{
    /// <summary>Compares two versions picture by picture.</summary>
    /// <param name="before">An earlier version.</param>
    /// <param name="after">A later one, measured on the same pictures with the same options and seed.</param>
    /// <param name="resamples">Bootstrap resamples, 1 or more.</param>
    /// <param name="seed">Root of the resamples.</param>
    /// <exception cref="ArgumentException">The two were not measured at the same points on as many pictures.</exception>
    public static IReadOnlyList<PsychometricChange> Between(PsychometricCurves before, PsychometricCurves after, int resamples, SeedTree seed)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Images != after.Images || !before.Points.Select(Place).SequenceEqual(after.Points.Select(Place)))
            throw new ArgumentException($"Expected two versions at the same points, found {before.Points.Count} points on {before.Images} pictures and {after.Points.Count} on {after.Images}.", nameof(after));
        (double?, Interval?) Over(double?[] values) => (values.Average(), Bootstrap.Of(
            values.Length, resamples, seed.Source(), drawn => drawn.Average(i => values[i])));
        return [.. before.Points.Index().GroupBy(p => p.Item.Distortion).Select(type =>
        {
            int[] points = [.. type.Select(p => p.Index)];
            double?[] PerPicture(Func<int, int, double?> change) => [.. Enumerable.Range(0, before.Images).Select(i => points.Average(p => change(p, i)))];
            var (preferred, preferredInterval) = Over(PerPicture((p, i) => after.PreferredOf[p][i] - before.PreferredOf[p][i]));
            var (fall, fallInterval) = Over(PerPicture((p, i) => FallOf(after, p, i) - FallOf(before, p, i)));
            return new PsychometricChange(type.Key, preferred, preferredInterval, fall, fallInterval);
        })];
    }

    private static double? FallOf(PsychometricCurves curves, int point, int picture) => curves.PristineScoreOf[picture] - curves.ScoreOf[point][picture];

    private static (string, int) Place(PsychometricPoint point) => (point.Distortion.Name, point.Level);
}

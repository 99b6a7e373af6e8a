using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Generation;

namespace EvoQuality.Evolution;

/// <summary>
/// Finds the temperature of the control that is sharper and not wiser. Sharpness is both the mean entropy of a score's distribution, where the style
/// shows it, and the mean variance of a picture's samples: a policy may keep many answers and yet bring them close together.
/// </summary>
internal static class SharpenedStart
{
    private const int Images = 64;
    private const int Halvings = 8;
    private const double Lowest = 0.02; // of the usual temperature: all but greedy

    /// <summary>
    /// The highest temperature from a fiftieth of the usual one to the usual one at which the start is no less sharp than the evolved policy; the
    /// fiftieth also where even that is not sharp enough.
    /// </summary>
    /// <param name="start">The policy.</param>
    /// <param name="images">Test pictures; the first 64 decide.</param>
    /// <param name="options">How the evolved policy was asked.</param>
    /// <param name="evolved">Its scores of the same pictures.</param>
    /// <param name="seed">Root of the draws; image i draws from child i.</param>
    /// <param name="cancel">Stops between batches.</param>
    public static double Temperature(
        QwenPolicy start, IReadOnlyList<IqaImage> images, ScoreOptions options, EvaluationReport evolved, SeedTree seed, CancellationToken cancel)
    {
        IqaImage[] some = [.. images.Take(Images)];
        var ids = some.Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        var goal = Sharpness.Of(evolved.Scores.Where(s => ids.Contains(s.Image.Id)));
        bool IsSharpAt(double temperature) =>
            Sharpness.Of(ScorePredictor.Predict(start, some, options with { Temperature = temperature }, seed, cancel: cancel)).IsNoLessThan(goal);
        if (IsSharpAt(options.Temperature)) return options.Temperature;
        var (low, high) = (Lowest * options.Temperature, options.Temperature);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = Math.Sqrt(low * high);
            if (IsSharpAt(middle)) low = middle;
            else high = middle;
        }

        return low;
    }

    /// <summary>How sharp answers are; smaller figures are sharper.</summary>
    /// <param name="Entropy">Mean entropy of a score's distribution, nats; null where an image has none.</param>
    /// <param name="Variance">Mean variance of a picture's samples, score points squared; 0 with one sample.</param>
    internal readonly record struct Sharpness(double? Entropy, double Variance)
    {
        public static Sharpness Of(IEnumerable<ImageScores> scores)
        {
            ImageScores[] all = [.. scores];
            return new(
                all.All(s => s.Entropy is not null) ? all.Average(s => s.Entropy!.Value) : null,
                all.Average(s => s.Samples.OfType<double>().ToArray() is { Length: > 1 } x ? x.Sum(v => Math.Pow(v - x.Average(), 2)) / (x.Length - 1) : 0));
        }

        public bool IsNoLessThan(Sharpness goal) => Variance <= goal.Variance && (Entropy is null || goal.Entropy is null || Entropy <= goal.Entropy);
    }
}

using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Generation;

namespace EvoQuality.Evolution;

/// <summary>What an evolution is compared with before it may claim to have learned.</summary>
public enum ControlKind
{
    /// <summary>(a) The start, untrained, sampled at a temperature that gives it the evolved policy's entropy or less: sharper, not wiser.</summary>
    SharpenedStart,

    /// <summary>(b) The voted labels dealt to other pairs.</summary>
    ShuffledLabels,

    /// <summary>(c) The order of the opinion scores: the ceiling.</summary>
    TrueLabels,

    /// <summary>(d) A fair coin per pair.</summary>
    RandomLabels,
}

/// <summary>Labels of the controls that train.</summary>
internal static class ControlLabels
{
    private const double Low = 1;
    private const double High = 5;

    public static TrainingLabels Of(ControlKind kind, TrainingLabels labels, ImageSet pool, SeededSource source) => kind switch
    {
        ControlKind.ShuffledLabels => new(labels.Preferences.Shuffled(source), Shuffled(labels.Scores, source)),
        ControlKind.RandomLabels => new(labels.Preferences.Random(source), labels.Scores?.Select(_ => (double?)(Low + ((High - Low) * source.NextDouble()))).ToArray()),
        ControlKind.TrueLabels => TrainingLabels.OfOpinionScores(labels.Preferences, pool),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This control does not train."),
    };

    private static double?[]? Shuffled(IReadOnlyList<double?>? scores, SeededSource source)
    {
        if (scores is null) return null;
        double?[] dealt = [.. scores];
        source.Shuffle(dealt);
        return dealt;
    }
}

/// <summary>Finds the temperature of control (a).</summary>
internal static class SharpenedStart
{
    private const int Images = 64;
    private const int Halvings = 8;

    /// <summary>
    /// The highest temperature from a fiftieth of the usual one to the usual one at which the start is no less sharp than the evolved
    /// policy, by the mean entropy of a score's distribution, or by the samples' spread where the style hides the distribution; the
    /// fiftieth, where the answers are all but greedy, also where even that is not sharp enough.
    /// </summary>
    public static double Temperature(
        QwenPolicy start, IReadOnlyList<IqaImage> images, ScoreOptions options, EvaluationReport evolved, SeedTree seed, CancellationToken cancel)
    {
        IqaImage[] some = [.. images.Take(Images)];
        var ids = some.Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        var goal = Sharpness(evolved.Scores.Where(s => ids.Contains(s.Image.Id)));
        double SharpnessAt(double temperature) =>
            Sharpness(ScorePredictor.Predict(start, some, options with { Temperature = temperature }, seed, cancel: cancel));
        if (SharpnessAt(options.Temperature) <= goal) return options.Temperature;
        var (low, high) = (0.02 * options.Temperature, options.Temperature);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = Math.Sqrt(low * high);
            if (SharpnessAt(middle) <= goal) low = middle;
            else high = middle;
        }

        return low;
    }

    /// <summary>Lower is sharper.</summary>
    private static double Sharpness(IEnumerable<ImageScores> scores)
    {
        ImageScores[] all = [.. scores];
        if (all.All(s => s.Entropy is not null)) return all.Average(s => s.Entropy!.Value);
        return all.Average(s => s.Samples.OfType<double>().ToArray() is { Length: > 1 } x ? x.Sum(v => Math.Pow(v - x.Average(), 2)) / (x.Length - 1) : 0);
    }
}

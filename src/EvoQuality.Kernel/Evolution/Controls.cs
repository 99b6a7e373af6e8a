using EvoQuality.Datasets;
using EvoQuality.Foundations;

namespace EvoQuality.Evolution;

/// <summary>What an evolution is compared with before it may claim to have learned.</summary>
public enum ControlKind
{
    /// <summary>(a) The start, untrained, sampled at a temperature that gives it the evolved policy's entropy and spread or less (<see cref="SharpenedStart"/>): sharper, not wiser.</summary>
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

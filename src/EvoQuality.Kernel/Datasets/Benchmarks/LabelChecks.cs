namespace EvoQuality.Datasets.Benchmarks;

/// <summary>What labels must keep to before a number is computed from them.</summary>
internal static class LabelChecks
{
    /// <summary>The labels, if every score is on the scale and quality falls with the level of damage.</summary>
    /// <exception cref="InvalidDataException">Names the file and the line.</exception>
    public static BenchmarkLabels Passed(BenchmarkLabels labels)
    {
        foreach (var label in labels.Labels)
        {
            if (!labels.Scale.Allows(label.Mos))
                throw label.Fault($"a score in {labels.Scale.Low} to {labels.Scale.High}", $"{label.Mos}");
        }

        if (DirectionCheck.ByLevel(labels.Labels, labels.Scale) is { Reversed: true } wrong)
        {
            throw new InvalidDataException(
                $"{labels.File}: expected scores where {(labels.Scale.HigherIsBetter ? "higher" : "lower")} is better, found that they get better with the " +
                $"level of damage in {1 - wrong.Share:P0} of {wrong.Pairs} pairs: the direction is the other one.");
        }

        return labels;
    }
}

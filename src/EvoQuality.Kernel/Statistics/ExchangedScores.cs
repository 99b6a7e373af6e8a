namespace EvoQuality.Statistics;

/// <summary>
/// Scores that take their order from one version, their sharpness from another and their scale from a third. The answers to
/// the image at rank r by the expected score go to the image that holds rank r in the first version; then every answer is
/// replaced by the one at the same place among all answers of the third. With one version for all three nothing changes.
/// </summary>
internal static class ExchangedScores
{
    /// <summary>N columns of n answers.</summary>
    /// <param name="order">Whose expected scores rank the images.</param>
    /// <param name="answers">Whose answers the ranks take: how much they spread against the distance to the next rank.</param>
    /// <param name="scale">Whose answers say which score stands at which place.</param>
    /// <param name="ties">(n) distinct numbers that order images of equal expected score.</param>
    public static double[][] Of(SampledScores order, SampledScores answers, SampledScores scale, int[] ties)
    {
        var columns = Rescaled(answers, scale);
        if (ReferenceEquals(order, answers)) return columns;
        var (places, taken) = (Order(order.Expected, ties), Order(answers.Expected, ties));
        return Array.ConvertAll(columns, column =>
        {
            var dealt = new double[column.Length];
            for (var rank = 0; rank < dealt.Length; rank++) dealt[places[rank]] = column[taken[rank]];
            return dealt;
        });
    }

    /// <summary>The answers with the scores of another version at the same places. Equal answers are ordered by the expected score: a coarse scale is the scale's fault.</summary>
    private static double[][] Rescaled(SampledScores answers, SampledScores scale)
    {
        var (samples, images) = (answers.Samples, answers.Images);
        if (ReferenceEquals(answers, scale)) return [.. samples];
        double[] scores = [.. scale.Samples.SelectMany(column => column)];
        Array.Sort(scores);
        int[] order = [.. Enumerable.Range(0, samples.Count * images)];
        (double Answer, double Expected) At(int i) => (samples[i / images][i % images], answers.Expected[i % images]);
        Array.Sort(Array.ConvertAll(order, At), order);
        var result = samples.Select(_ => new double[images]).ToArray();
        for (int first = 0, end; first < order.Length; first = end)
        {
            for (end = first + 1; end < order.Length && At(order[end]) == At(order[first]); end++)
            {
            }

            var score = scores[first] == scores[end - 1] ? scores[first] : Mean(scores.AsSpan(first..end)); // no rounding may part equal scores
            foreach (var i in order.AsSpan(first..end)) result[i / images][i % images] = score;
        }

        return result;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum / values.Length;
    }

    /// <summary>Images from the lowest expected score to the highest.</summary>
    private static int[] Order(double[] expected, int[] ties)
    {
        int[] order = [.. Enumerable.Range(0, expected.Length)];
        Array.Sort(Array.ConvertAll(order, i => (expected[i], ties[i])), order);
        return order;
    }
}

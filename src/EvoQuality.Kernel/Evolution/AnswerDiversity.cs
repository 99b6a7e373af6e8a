namespace EvoQuality.Evolution;

/// <summary>
/// How much the answers to one question differ, without looking at whether they are right. Learning from one's own majority
/// can narrow answers until nothing is left to learn from (arXiv 2509.15194).
/// </summary>
/// <param name="Entropy">Mean over groups of the entropy of the answers, nats: 0 all the same, ln n all different.</param>
/// <param name="DistinctShare">Mean over groups of distinct answers over answers, above 0, up to 1.</param>
public sealed record AnswerDiversity(double Entropy, double DistinctShare)
{
    /// <summary>Counts the parsed answers of each group.</summary>
    /// <param name="groups">Answers to one question each; null is an answer that did not parse and is left out.</param>
    /// <returns>Null when nothing parsed anywhere. Groups without a parsed answer are left out.</returns>
    public static AnswerDiversity? Of(IEnumerable<IReadOnlyList<double?>> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        int[][] counts = [.. groups
            .Select(g => g.OfType<double>().CountBy(answer => answer).Select(answer => answer.Value).ToArray())
            .Where(c => c.Length > 0)];
        return counts.Length == 0 ? null : new AnswerDiversity(counts.Average(Nats), counts.Average(c => c.Length / (double)c.Sum()));
    }

    private static double Nats(int[] counts)
    {
        double all = counts.Sum();
        return Math.Max(0, -counts.Sum(c => c / all * Math.Log(c / all)));
    }
}

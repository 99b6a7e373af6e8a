using EvoQuality.Statistics;

namespace EvoQuality.Evaluation;

/// <summary>How far two models say the same about the same pictures.</summary>
/// <param name="First">A model.</param>
/// <param name="Second">Another.</param>
/// <param name="Srcc">Rank correlation of their scores; null where undefined.</param>
/// <param name="SameOrder">Share of the pairs of pictures with different scores by both that both order alike; null without such a pair.</param>
public sealed record ModelAgreement(string First, string Second, double? Srcc, double? SameOrder)
{
    /// <summary>Compares; every pair of pictures counts.</summary>
    /// <exception cref="ArgumentException">The numbers of pictures differ, or a score is not finite.</exception>
    public static ModelAgreement Of(ModelScores first, ModelScores second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        double[] x = [.. first.Scores], y = [.. second.Scores];
        var srcc = Correlation.Spearman(x, y);
        long same = 0, all = 0;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (a, b) = (Math.Sign(x[i] - x[j]), Math.Sign(y[i] - y[j]));
                if (a == 0 || b == 0) continue;
                all++;
                if (a == b) same++;
            }
        }

        return new ModelAgreement(first.Name, second.Name, srcc, all == 0 ? null : same / (double)all);
    }
}

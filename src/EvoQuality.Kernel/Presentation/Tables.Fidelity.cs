using EvoQuality.Rewards;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <content>What the fidelity reward pays.</content>
public static partial class Tables
{
    private static readonly FidelityOptions PaperReward = new();

    /// <summary>Eq. 3 on a grid: win probability and preference in steps of 0.05.</summary>
    public static DataFrame FidelitySurface() => SurfaceFrame("win probability", "preference", FidelityPoints());

    /// <summary>Eqs. 2 and 3 on a grid: distance from the partner's mean in steps of 0.25 and spread (root of both variances) in steps of 0.1 score points.</summary>
    /// <param name="preference">p*, 0..1.</param>
    public static DataFrame RewardSurface(double preference = 1) => SurfaceFrame("score minus partner's mean", "spread", RewardPoints(preference));

    /// <summary>Reward of the scores 1.0, 1.1 … 5.0 in this group against one partner, for p* = 1, 0.5 and 0.</summary>
    /// <param name="own">The image's scores: their variance enters Eq. 2.</param>
    /// <param name="partner">Mean and variance of the partner's scores.</param>
    public static DataFrame RewardByScore(GroupScores own, PartnerStatistics partner) =>
        new TableOf<(double Preference, double Score, double Reward)>(RewardCurves(own, partner))
            .Number("preference", c => c.Preference).Number("score", c => c.Score).Number("reward", c => c.Reward).Frame;

    internal static (double X, double Y, double Reward)[] FidelityPoints() =>
    [
        .. from row in Enumerable.Range(0, 21)
           from column in Enumerable.Range(0, 21)
           select (column / 20.0, row / 20.0, FidelityReward.Of(row / 20.0, column / 20.0)),
    ];

    internal static (double X, double Y, double Reward)[] RewardPoints(double preference) =>
    [
        .. from row in Enumerable.Range(1, 15)
           from column in Enumerable.Range(-12, 25)
           let p = Thurstone.WinProbability(column / 4.0, 0, row * row / 100.0, 0, PaperReward.Gamma)
           select (column / 4.0, row / 10.0, FidelityReward.Of(preference, p)),
    ];

    internal static (double Preference, double Score, double Reward)[] RewardCurves(GroupScores own, PartnerStatistics partner) =>
    [
        .. from preference in new[] { 1, 0.5, 0 }
           from step in Enumerable.Range(0, 41)
           let score = 1 + (step / 10.0)
           select (preference, score, RewardOf(score, own, partner, preference)),
    ];

    /// <summary>Eqs. 2 and 3 for one score of a group with this variance.</summary>
    internal static double RewardOf(double score, GroupScores own, PartnerStatistics partner, double preference)
    {
        ArgumentNullException.ThrowIfNull(own);
        var variance = own.Variance(PaperReward.UnbiasedVariance) ?? throw new ArgumentException("A group needs two parsed scores or more.", nameof(own));
        return FidelityReward.Of(preference, Thurstone.WinProbability(score, partner.Mean, variance, partner.Variance, PaperReward.Gamma));
    }

    private static DataFrame SurfaceFrame(string x, string y, (double X, double Y, double Reward)[] points) =>
        new TableOf<(double X, double Y, double Reward)>(points).Number(x, p => p.X).Number(y, p => p.Y).Number("reward", p => p.Reward).Frame;
}

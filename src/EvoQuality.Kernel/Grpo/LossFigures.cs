namespace EvoQuality.Grpo;

/// <summary>
/// What a chart wants to know about a loss, as sums: figures of micro-batches are added to those of their batch. Averages
/// are TRL's, over all tokens; over completions where the ratio is one per completion.
/// </summary>
/// <param name="Tokens">Completion tokens.</param>
/// <param name="KlSum">KL estimates, summed over tokens, nats.</param>
/// <param name="Ratios">Ratios there were: tokens, or completions.</param>
/// <param name="LowClipped">Ratios below the clip range with a negative advantage.</param>
/// <param name="HighClipped">Ratios above the clip range with a positive advantage.</param>
/// <param name="ClipLowMin">Smallest share of low-clipped ratios in one completion, 0..1; null without tokens.</param>
/// <param name="ClipHighMax">Largest share of high-clipped ratios in one completion, 0..1; null without tokens.</param>
public sealed record LossFigures(
    double Tokens, double KlSum, double Ratios, double LowClipped, double HighClipped, double? ClipLowMin, double? ClipHighMax)
{
    /// <summary>Of no micro-batch.</summary>
    public static LossFigures Empty { get; } = new(0, 0, 0, 0, 0, null, null);

    /// <summary>Mean estimate of the KL divergence from the reference policy, nats per token.</summary>
    public double Kl => KlSum / Math.Max(1, Tokens);

    /// <summary>Share of ratios clipped below.</summary>
    public double ClipLowMean => LowClipped / Math.Max(1, Ratios);

    /// <summary>Share of ratios clipped above.</summary>
    public double ClipHighMean => HighClipped / Math.Max(1, Ratios);

    /// <summary>Share of ratios clipped at either end.</summary>
    public double ClipRegionMean => ClipLowMean + ClipHighMean;

    /// <summary>Figures of two micro-batches.</summary>
    public static LossFigures operator +(LossFigures a, LossFigures b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return new LossFigures(
            a.Tokens + b.Tokens, a.KlSum + b.KlSum, a.Ratios + b.Ratios, a.LowClipped + b.LowClipped, a.HighClipped + b.HighClipped,
            Either(a.ClipLowMin, b.ClipLowMin, Math.Min), Either(a.ClipHighMax, b.ClipHighMax, Math.Max));
    }

    private static double? Either(double? a, double? b, Func<double, double, double> both) => a is null ? b : b is null ? a : both(a.Value, b.Value);
}

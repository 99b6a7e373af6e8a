namespace EvoQuality.Rewards;

/// <summary>The scores of one image's group of completions, in the order of the completions.</summary>
public sealed record GroupScores
{
    /// <summary>Keeps the scores; null is an unparsable completion, left out of mean and variance.</summary>
    /// <exception cref="ArgumentException">A score is not finite.</exception>
    public GroupScores(IReadOnlyList<double?> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        for (var k = 0; k < scores.Count; k++)
            if (scores[k] is { } score && !double.IsFinite(score))
                throw new ArgumentException(
                    $"Score {k} is {score}; expected a finite number, or null if it did not parse.", nameof(scores));
        Scores = scores;
        Count = scores.Count(score => score is not null);
        Mean = scores.Average();
    }

    /// <summary>q_k, one per completion; null where unparsable.</summary>
    public IReadOnlyList<double?> Scores { get; }

    /// <summary>Completions that parsed.</summary>
    public int Count { get; }

    /// <summary>mu over the parsed scores; null when none parsed.</summary>
    public double? Mean { get; }

    /// <summary>
    /// Variance over the parsed scores, divided by n - 1 (unbiased, as VisualQuality-R1 does) or by n;
    /// null when fewer than two parsed.
    /// </summary>
    public double? Variance(bool unbiased = true) =>
        Count < 2 ? null : Scores.Sum(score => (score - Mean) * (score - Mean)) / (unbiased ? Count - 1 : Count);

    /// <summary>What a partner needs to know of this group; null when fewer than two scores parsed.</summary>
    public PartnerStatistics? Summary(bool unbiased = true) =>
        Variance(unbiased) is { } variance ? new PartnerStatistics(Mean!.Value, variance) : null;
}

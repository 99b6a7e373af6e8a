using EvoQuality.Foundations;
using EvoQuality.Language;

namespace EvoQuality.Voting;

/// <summary>Where the K votes of a pair come from.</summary>
public enum VoteSource
{
    /// <summary>The probability of each answer is read from the logits of both orders, and K votes are drawn from it. Direct answers only.</summary>
    Probability,

    /// <summary>K completions are sampled and parsed.</summary>
    Samples,
}

/// <summary>In which order the two images are shown.</summary>
public enum PairOrder
{
    /// <summary>An independent coin per query, as the paper words it.</summary>
    Random,

    /// <summary>Half the queries one way, half the other, which removes the variance that a position bias adds.</summary>
    Balanced,

    /// <summary>Always the pair's first image first: a position bias goes into the votes.</summary>
    Fixed,
}

/// <summary>The voting of the offline stage.</summary>
public sealed record VoteOptions
{
    /// <summary>Votes per pair, K. Paper: 32.</summary>
    [Setting("votes per pair", SettingSource.Paper)]
    public int K { get; init; } = 32;

    /// <summary>Direct answers or the paper's reasoning.</summary>
    [Setting("", SettingSource.Ours)]
    public AnswerStyle Style { get; init; } = AnswerStyle.Direct;

    /// <summary>Read probabilities or sample.</summary>
    [Setting("", SettingSource.Ours)]
    public VoteSource Source { get; init; } = VoteSource.Probability;

    /// <summary>Order of the images. Paper: random.</summary>
    [Setting("", SettingSource.Paper)]
    public PairOrder Order { get; init; } = PairOrder.Random;

    /// <summary>Sampling temperature (paper silent; 1).</summary>
    [Setting("", SettingSource.Relative, "VisualQuality-R1, verl")]
    public double Temperature { get; init; } = 1;

    /// <summary>Most tokens per answer (paper silent; 512).</summary>
    [Setting("tokens", SettingSource.Relative, "TRL")]
    public int MaxNewTokens { get; init; } = 512;

    /// <summary>How votes become pseudo-preferences: Eq. 1.</summary>
    public PreferenceOptions Preferences { get; init; } = new();

    /// <summary>Checks the ranges and what goes together.</summary>
    /// <exception cref="ArgumentException">All faults in one message.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (K < 1) faults.Add($"K is {K}, expected 1 or more votes per pair");
        if (!(Temperature > 0)) faults.Add($"Temperature is {Temperature}, expected above 0");
        if (MaxNewTokens < 1) faults.Add($"MaxNewTokens is {MaxNewTokens}, expected 1 or more");
        if (Source == VoteSource.Probability && Style != AnswerStyle.Direct) faults.Add("probabilities can be read for direct answers only; sample the reasoning");
        if (Preferences.Evidence == PreferenceEvidence.Probability && Source != VoteSource.Probability)
            faults.Add("preferences are to be read from probabilities, but the votes are sampled");
        if (Preferences.Confidence is not (>= 0.5 and <= 1)) faults.Add($"Confidence is {Preferences.Confidence}, expected 0.5 to 1");
        if (faults.Count > 0) throw new ArgumentException("Vote options: " + string.Join("; ", faults) + ".");
    }
}

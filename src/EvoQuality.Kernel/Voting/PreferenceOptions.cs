using EvoQuality.Foundations;

namespace EvoQuality.Voting;

/// <summary>What a pseudo-preference is read from.</summary>
public enum PreferenceEvidence
{
    /// <summary>The K votes.</summary>
    Votes,

    /// <summary>The probability that a vote goes to the first image, over both orders: what infinitely many votes say. Needs <see cref="VoteSource.Probability"/>.</summary>
    Probability,
}

/// <summary>How the answers to a pair become its pseudo-preference. As it stands it is Eq. 1.</summary>
public sealed record PreferenceOptions
{
    private const double Even = 0.5;

    /// <summary>Votes, as in the paper, or the probability that they are drawn from.</summary>
    [Setting("", SettingSource.Paper)]
    public PreferenceEvidence Evidence { get; init; } = PreferenceEvidence.Votes;

    /// <summary>True keeps the share (or the probability) as p*; the paper's p* is 1, 0.5 or 0.</summary>
    [Setting("", SettingSource.Paper)]
    public bool Soft { get; init; }

    /// <summary>True leaves out pairs that end even; the paper keeps them with p* = 0.5.</summary>
    [Setting("", SettingSource.Paper)]
    public bool DropTies { get; init; }

    /// <summary>Pairs whose larger share is below this are left out, 0.5 to 1; 0.5 keeps all, as the paper does.</summary>
    [Setting("share of votes", SettingSource.Paper)]
    public double Confidence { get; init; } = Even;

    /// <summary>The pseudo-preference of a pair.</summary>
    /// <returns>p* for its first image, 0..1; null where nothing parsed, or where the pair is left out.</returns>
    /// <exception cref="InvalidDataException">The probability is asked for and was not kept.</exception>
    public double? Decide(PairVotes votes)
    {
        ArgumentNullException.ThrowIfNull(votes);
        if (ShareOf(votes) is not { } share || Larger(votes, share) < Confidence || (DropTies && share == Even)) return null;
        return Soft ? share : (1 + Math.Sign(share - Even)) / 2.0;
    }

    /// <summary>The pseudo-preferences of voted pairs, in their order.</summary>
    public PreferenceSet Decide(IEnumerable<PairVotes> votes)
    {
        ArgumentNullException.ThrowIfNull(votes);
        return new([.. from v in votes
                       let value = Decide(v)
                       where value is not null
                       select new Preference(v.Pair.First, v.Pair.Second, value.Value)]);
    }

    private double? ShareOf(PairVotes votes)
    {
        if (Evidence == PreferenceEvidence.Votes || (votes.Probability is null && votes.Tally.Votes == 0)) return votes.Tally.FirstFraction;
        return votes.Probability
            ?? throw new InvalidDataException($"The pair ({votes.Pair.First}, {votes.Pair.Second}) was voted on without keeping its probability, which the preferences are to be read from.");
    }

    /// <summary>The larger of the two shares. Of counts, for 1 - 8/25 is a last bit less than 17/25, and a pair would be left out for one of its images alone.</summary>
    private double Larger(PairVotes votes, double share) => Evidence == PreferenceEvidence.Votes
        ? Math.Max(votes.Tally.First, votes.Tally.Second) / (double)votes.Tally.Votes
        : Math.Max(share, 1 - share);
}

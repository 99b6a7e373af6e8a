namespace EvoQuality.Voting;

/// <summary>How a voting went, in figures that need no label.</summary>
/// <param name="Pairs">Pairs asked about.</param>
/// <param name="ParseRate">Share of answers that were a vote.</param>
/// <param name="TieRate">Share of decided pairs whose votes are equal.</param>
/// <param name="FirstShownShare">Share of votes for the image shown first; 0.5 without position bias.</param>
/// <param name="Agreement">Mean share of a pair's votes that go with its majority: 0.5 is a coin, 1 is unanimous.</param>
public sealed record VoteReport(int Pairs, double ParseRate, double TieRate, double FirstShownShare, double Agreement)
{
    /// <summary>Sums up votes. Rates of nothing are 0.</summary>
    public static VoteReport Of(IReadOnlyList<PairVotes> votes)
    {
        ArgumentNullException.ThrowIfNull(votes);
        double parsed = votes.Sum(v => v.Tally.Votes), asked = parsed + votes.Sum(v => v.Tally.Abstentions);
        PairVotes[] decided = [.. votes.Where(v => v.Tally.Votes > 0)];
        static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
        return new VoteReport(
            votes.Count,
            Ratio(parsed, asked),
            Ratio(decided.Count(v => v.Tally.First == v.Tally.Second), decided.Length),
            Ratio(votes.Sum(v => v.FirstShown), parsed),
            Ratio(decided.Sum(v => Math.Max(v.Tally.First, v.Tally.Second) / (double)v.Tally.Votes), decided.Length));
    }
}

using EvoQuality.Evolution;
using EvoQuality.Voting;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <summary>Results in a line or two, for a cell that ends with one.</summary>
internal static class ResultText
{
    /// <summary>"20 : 12, the first wins (2 abstentions)".</summary>
    public static string Of(VoteTally tally)
    {
        var verdict = MajorityVote.Decide(tally) switch
        {
            null => "no vote",
            1 => "the first wins",
            0 => "the second wins",
            _ => "a tie",
        };
        var abstentions = tally.Abstentions == 0 ? "" : Invariant($" ({tally.Abstentions} {(tally.Abstentions == 1 ? "abstention" : "abstentions")})");
        return Invariant($"{tally.First} : {tally.Second}, {verdict}{abstentions}");
    }

    /// <summary>Rates of a voting.</summary>
    public static string Of(VoteReport report) => Invariant(
        $"{report.Pairs} pairs: {report.ParseRate:P1} of the answers are votes, {report.TieRate:P1} of the pairs tie, {report.FirstShownShare:P1} of the votes go to the image shown first, {report.Agreement:P1} go with their majority");

    /// <summary>What a run may claim.</summary>
    public static string Of(RunSummary summary) => Findings.Claim(summary);
}

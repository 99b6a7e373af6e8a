using EvoQuality.Evolution;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <summary>What a run may claim, in sentences computed from its intervals.</summary>
public static class Findings
{
    /// <summary>One version in a line: how it votes and how it scores.</summary>
    public static string Of(RoundResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var votes = result.Votes.Report;
        var line = Invariant($"{ScoringWay.Version(result.Round)}: {votes.Pairs} pairs, {votes.ParseRate:P1} of the answers are votes, {votes.TieRate:P1} of the pairs tie");
        if (result.EndedEarly is { } reason) line = $"{reason} {line}";
        return result.Evaluation is { } e
            ? $"{line}; SRCC {Text(e.SingleSample.Srcc)} (one sample), {Text(e.Expected?.Srcc ?? e.MeanOfN.Srcc)} ({(e.Expected is null ? "mean of N" : "expected score")})"
            : line;
    }

    /// <summary>
    /// Whether the evolved policy scores better than the start and than each control. The expected score decides (the mean of
    /// N samples where the style hides it): a single sample also gains by mere sharpness. A gain counts if its 95 % interval lies above 0.
    /// </summary>
    public static string Claim(RunSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        if (summary.Gains.Count == 0) return "There are no opinion scores, so nothing is claimed: this run shows votes and a ranking only.";
        var byExpected = summary.Gains.Values.Any(g => g.Expected is not null);
        Gain? Decisive(GainSummary gains) => byExpected ? gains.Expected : gains.MeanOfN;
        var way = byExpected ? "expected score" : "mean of N samples";
        var beaten = summary.Gains.Where(g => Decisive(g.Value) is { Low: > 0 }).Select(g => Tables.GainName(g.Key)).ToArray();
        var verdict = beaten.Length == summary.Gains.Count
            ? $"By the {way}, the evolved policy ranks images better than {Listed(beaten)}."
            : beaten.Length == 0
                ? $"By the {way}, no gain is shown: the evolved policy does not beat {Listed([.. summary.Gains.Keys.Select(Tables.GainName)], "or")}."
                : $"By the {way}, no gain may be claimed: the evolved policy beats {Listed(beaten)}, but not {Listed([.. summary.Gains.Keys.Select(Tables.GainName).Except(beaten)])}.";
        var worse = summary.Gains.Where(g => Decisive(g.Value) is { High: < 0 }).Select(g => Tables.GainName(g.Key)).ToArray();
        if (worse.Length > 0) verdict += $" It is worse than {Listed(worse)}.";
        return string.Join("\n", summary.Gains.Select(g => $"- against {Tables.GainName(g.Key)}: {way} {Text(Decisive(g.Value))}, one sample {Text(g.Value.SingleSample)}").Prepend(verdict));
    }

    /// <summary>Time, speed and memory in a line.</summary>
    public static string Cost(RunCost cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        var parts = cost.Seconds.Where(s => s.Key != "total").Select(s => Invariant($"{s.Key} {s.Value:F0} s"));
        var votes = cost.VotesPerSecond is { } rate ? Invariant($"{rate:F0} votes a second") : "no votes counted here";
        return Invariant($"{cost.Seconds["total"]:F0} s in all ({string.Join(", ", parts)}); {votes}; {cost.PeakMemoryMib:F0} MiB of memory at most");
    }

    private static string Text(Gain? gain) =>
        gain is null ? "undefined" : Invariant($"{gain.Srcc:+0.000;-0.000;0.000} [{gain.Low:+0.000;-0.000;0.000}, {gain.High:+0.000;-0.000;0.000}]");

    private static string Text(double? value) => value is { } v ? Invariant($"{v:F3}") : "undefined";

    private static string Listed(string[] names, string last = "and") =>
        names.Length == 1 ? $"the {names[0]}" : $"the {string.Join(", the ", names[..^1])} {last} the {names[^1]}";
}

using EvoQuality.Evolution.Studies;
using EvoQuality.Statistics;
using Plotly.NET;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <content>What a study found.</content>
public static partial class Charts
{
    /// <summary>Paired gains of a question as points with 95 % intervals; right of the line is better.</summary>
    /// <param name="results">The study.</param>
    /// <param name="question">One of its questions.</param>
    /// <param name="measure"><c>expected</c>, <c>mean</c>, <c>single</c> or <c>greedy</c>.</param>
    /// <exception cref="ArgumentException">The study has no such gain.</exception>
    public static GenericChart StudyGains(StudyResults results, string question, string measure = "expected")
    {
        ArgumentNullException.ThrowIfNull(results);
        StudyGain[] gains = [.. results.Gains.Where(g => g.Question == question && g.Measure == measure).Reverse()]; // the first stands on top
        if (gains.Length == 0) throw new ArgumentException($"The study {results.Name} has no gain of the question {question} by the measure {measure}.", nameof(question));
        string Name(StudyGain g) => $"{g.Of} over {g.Against}";
        var title = Invariant($"{gains.Count(g => g.Low > 0)} of {gains.Length} comparisons are better, {gains.Count(g => g.High < 0)} worse, the others open");
        const int RowHeight = 26;
        return new Figure(title, $"gain in SRCC of the {measure} score", "")
            .Add(
                "scatter", ("mode", "markers"), ("x", gains.Select(g => g.Gain).ToArray()), ("y", gains.Select(Name).ToArray()),
                ("marker", Figure.Of(("size", 8), ("color", gains.Select(g => Tables.Finding(g.Low, g.High) switch { "better" => Okabe.Blue, "worse" => Okabe.Vermillion, _ => Okabe.Grey }).ToArray()))),
                ("error_x", Intervals(gains)))
            .Set("xaxis", ("zeroline", true), ("zerolinecolor", Okabe.Grey), ("rangemode", "tozero"))
            .Layout("height", 120 + (RowHeight * gains.Length))
            .Chart();
    }

    /// <summary>
    /// The number of votes a pair against what it gains over another number, in SRCC of the expected score with 95 % intervals, a colour for each
    /// round. The numbers are the study's variants that change K alone.
    /// </summary>
    /// <param name="study">What declares the variants.</param>
    /// <param name="results">Its results.</param>
    /// <exception cref="ArgumentException">Its question <c>votes</c> has no gain of such a variant.</exception>
    public static GenericChart StudyVoteNumbers(Study study, StudyResults results)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(results);
        var numbers = study.Variants.Where(v => v.StartsFrom is null).Select(v => (v.Name, Setup: v.Change(study.Base)))
            .Where(v => v.Setup with { Controls = "" } == study.Base with { K = v.Setup.K, Controls = "" })
            .ToDictionary(v => v.Name, v => v.Setup.K);
        StudyGain[] gains = [.. results.Gains.Where(g => g.Question == "votes" && g.Measure == "expected" && numbers.ContainsKey(g.Of.Variant) && numbers.ContainsKey(g.Against.Variant))];
        if (gains.Length == 0) throw new ArgumentException($"The study {results.Name} compares no numbers of votes.", nameof(results));
        var other = numbers[gains[0].Against.Variant];
        var title = Invariant($"Votes a pair: {gains.Count(g => g.Low > 0)} of {gains.Length} comparisons are ahead of K = {other}, {gains.Count(g => g.High < 0)} behind, the others open");
        var figure = new Figure(title, "K, votes a pair", Invariant($"gain in SRCC over K = {other}"));
        foreach (var (i, round) in gains.GroupBy(g => g.Of.Version).Index())
        {
            figure.Add(
                "scatter", ("mode", "markers"), ("name", round.Key), ("marker", Figure.Of(("size", 8), ("color", Okabe.Series[i % Okabe.Series.Length]))),
                ("x", round.Select(g => numbers[g.Of.Variant] * (1 + (0.06 * i))).ToArray()), ("y", round.Select(g => g.Gain).ToArray()), // side by side
                ("text", round.Select(g => Invariant($"K = {numbers[g.Of.Variant]}")).ToArray()),
                ("error_y", Intervals(round)));
        }

        int[] ticks = [.. numbers.Values.Distinct().Order()];
        return figure.Set("yaxis", ("zeroline", true), ("zerolinecolor", Okabe.Grey))
            .Set("xaxis", ("type", "log"), ("tickvals", ticks), ("ticktext", ticks.Select(k => Invariant($"{k}")).ToArray()))
            .Legend().Chart();
    }

    /// <summary>
    /// Every round of every run as a point: how far the voter was ahead of the scorer when it began, and what the scorer gained. Its means:
    /// <see cref="Tables.StudyLeads"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The study has no round with both.</exception>
    public static GenericChart StudyLeads(StudyResults results) => Rounds(
        results, RoundLead.Of(results), "Gain of a round against the lead of the voter", "right test pairs: majority less scores, before the round", l => l.Lead, zero: true);

    /// <summary>The first round of every run as a point: how good the start was, and what the round gained.</summary>
    /// <exception cref="ArgumentException">The study has no such round.</exception>
    public static GenericChart StudyStarts(StudyResults results) => Rounds(
        results, [.. RoundLead.Of(results).Where(l => l.Round == 1)], "Gain of the first round against the start", "SRCC of the start's expected score", l => l.Before, zero: false);

    private static Dictionary<string, object?> Intervals(IEnumerable<StudyGain> gains) => Figure.Of(
        ("type", "data"), ("symmetric", false), ("array", gains.Select(g => g.High - g.Gain).ToArray()),
        ("arrayminus", gains.Select(g => g.Gain - g.Low).ToArray()), ("color", Okabe.Grey), ("thickness", 1.5));

    private static GenericChart Rounds(StudyResults results, IReadOnlyList<RoundLead> rounds, string title, string across, Func<RoundLead, double> place, bool zero)
    {
        if (rounds.Count == 0) throw new ArgumentException($"The study {results.Name} has no round whose votes and scores were compared.", nameof(results));
        var agreement = Correlation.Spearman([.. rounds.Select(place)], [.. rounds.Select(l => l.Gain)]);
        var says = agreement is { } r ? Invariant($": rank correlation {r:F2} over {rounds.Count} rounds") : "";
        var figure = new Figure($"{title}{says}", across, "gain of the round in SRCC");
        foreach (var (i, round) in rounds.GroupBy(l => l.Round).OrderBy(g => g.Key).Index())
        {
            figure.Add(
                "scatter", ("mode", "markers"), ("name", Invariant($"round {round.Key}")), ("x", round.Select(place).ToArray()), ("y", round.Select(l => l.Gain).ToArray()),
                ("text", round.Select(l => Invariant($"{l.Variant}, seed {l.Seed}")).ToArray()), ("marker", Figure.Of(("size", 8), ("color", Okabe.Series[i % Okabe.Series.Length]))));
        }

        figure.Set("yaxis", ("zeroline", true), ("zerolinecolor", Okabe.Grey));
        if (zero) figure.Set("xaxis", ("zeroline", true), ("zerolinecolor", Okabe.Grey));
        return (rounds.Any(l => l.Round != rounds[0].Round) ? figure.Legend() : figure).Chart();
    }

    /// <summary>SRCC of the expected score round by round, mean over seeds, one line per variant; at most four.</summary>
    public static GenericChart StudyRounds(StudyResults results, params IReadOnlyList<string> variants)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(variants.Count, Okabe.Series.Length, nameof(variants));
        var figure = new Figure(Invariant($"The expected score, round by round, in the study {results.Name}"), "", "SRCC of the expected score");
        foreach (var (i, variant) in variants.Index())
        {
            var versions = results.Rows.Where(r => r.Variant == variant && (r.Version == "start" || r.Version.StartsWith("round", StringComparison.Ordinal)))
                .GroupBy(r => r.Version).ToArray();
            if (versions.Length == 0) throw new ArgumentException($"The study {results.Name} has no cell {variant}.", nameof(variants));
            figure.Add(
                "scatter", ("mode", "lines+markers"), ("name", variant), ("x", versions.Select(v => v.Key).ToArray()),
                ("y", versions.Select(v => v.Average(r => r.ExpectedSrcc)).ToArray()), ("line", Figure.Of(("color", Okabe.Series[i]))));
        }

        return figure.Legend().Chart();
    }
}

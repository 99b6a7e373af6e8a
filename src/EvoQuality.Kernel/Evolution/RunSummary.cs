using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Statistics;

namespace EvoQuality.Evolution;

/// <summary>The contents of <c>summary.json</c>: what a run found. The same run gives the same bytes; what it took stands in <see cref="RunCost"/>.</summary>
public sealed record RunSummary
{
    /// <summary>The start and every round.</summary>
    public required IReadOnlyList<RoundSummary> Rounds { get; init; }

    /// <summary>Controls by name; empty objects were not run.</summary>
    public required IReadOnlyDictionary<string, object> Controls { get; init; }

    /// <summary>Paired SRCC gains of the last round over the start and the controls, 95 % bootstrap over images.</summary>
    public required IReadOnlyDictionary<string, GainSummary> Gains { get; init; }

    /// <summary>What one sample gained over the start in every round and control, by name: sharper, calibrated, wiser.</summary>
    public required IReadOnlyDictionary<string, SplitSummary> SharperOrWiser { get; init; }

    /// <summary>Root seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Versions of the kit, .NET and TorchSharp.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>Sums up an evolution and its controls.</summary>
    public static RunSummary Of(
        IReadOnlyList<RoundResult> rounds, IReadOnlyDictionary<ControlKind, EvaluationReport> controls, SeedTree seed)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        ArgumentNullException.ThrowIfNull(controls);
        var gains = new Dictionary<string, GainSummary>();
        if (rounds[^1].Evaluation is { } evolved)
        {
            gains["start"] = GainSummary.Of(rounds[0].Evaluation!, evolved, seed);
            foreach (var (kind, report) in controls) gains[Name(kind)] = GainSummary.Of(report, evolved, seed);
        }

        return new RunSummary
        {
            Rounds = [.. rounds.Select(RoundSummary.Of)],
            Controls = Enum.GetValues<ControlKind>().ToDictionary(
                Name, k => controls.TryGetValue(k, out var report) ? (object)ScoreSummary.Of(report) : new Dictionary<string, string>()),
            Gains = gains,
            SharperOrWiser = VersionSplits.Of(rounds, controls, seed).ToDictionary(s => s.Version.Replace(' ', '_'), SplitSummary.Of),
            Seed = seed.Seed,
            Versions = KitVersions.All,
        };
    }

    internal static string Name(ControlKind kind) => kind switch
    {
        ControlKind.SharpenedStart => "sharpened_start",
        ControlKind.ShuffledLabels => "shuffled_labels",
        ControlKind.TrueLabels => "true_labels",
        ControlKind.RandomLabels => "random_labels",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown control."),
    };
}

/// <summary>One version of the policy in figures.</summary>
public sealed record RoundSummary
{
    /// <summary>0 is the start.</summary>
    public required int Round { get; init; }

    /// <summary>One sample.</summary>
    public CorrelationSummary? SingleSample { get; init; }

    /// <summary>Mean of N samples.</summary>
    public CorrelationSummary? MeanOfN { get; init; }

    /// <summary>Likeliest answer.</summary>
    public CorrelationSummary? Greedy { get; init; }

    /// <summary>Expected score.</summary>
    public CorrelationSummary? Expected { get; init; }

    /// <summary>Single votes against opinion scores, test set.</summary>
    public double? ComparisonAccuracy { get; init; }

    /// <summary>Majority votes against opinion scores, test set.</summary>
    public double? ConsensusAccuracy { get; init; }

    /// <summary>Expected scores against opinion scores, on the pairs of the two accuracies before.</summary>
    public double? ScoreAccuracy { get; init; }

    /// <summary>Majority votes against opinion scores, pool; null where the pool has none.</summary>
    public double? PoolConsensusAccuracy { get; init; }

    /// <summary>Share of votes on the pool that parsed.</summary>
    public required double ParseRate { get; init; }

    /// <summary>Share of score samples that parsed, test set.</summary>
    public double? ScoreParseRate { get; init; }

    /// <summary>Share of pool pairs that ended in a tie.</summary>
    public required double TieRate { get; init; }

    /// <summary>Share of votes for the image shown first.</summary>
    public required double FirstShownShare { get; init; }

    /// <summary>Mean entropy of one sampled score, nats.</summary>
    public double? Entropy { get; init; }

    internal static RoundSummary Of(RoundResult result)
    {
        var scores = result.Evaluation is { } e ? ScoreSummary.Of(e) : null;
        return new RoundSummary
        {
            Round = result.Round,
            SingleSample = scores?.SingleSample,
            MeanOfN = scores?.MeanOfN,
            Greedy = scores?.Greedy,
            Expected = scores?.Expected,
            ComparisonAccuracy = result.Evaluation?.ComparisonAccuracy,
            ConsensusAccuracy = result.Evaluation?.ConsensusAccuracy,
            ScoreAccuracy = result.Evaluation?.ScoreAccuracy,
            PoolConsensusAccuracy = result.Votes.ConsensusAccuracy,
            ParseRate = result.Votes.Report.ParseRate,
            ScoreParseRate = result.Evaluation?.ParseRate,
            TieRate = result.Votes.Report.TieRate,
            FirstShownShare = result.Votes.Report.FirstShownShare,
            Entropy = result.Evaluation?.Entropy,
        };
    }
}

/// <summary>The four ways of scoring in figures.</summary>
public sealed record ScoreSummary(CorrelationSummary SingleSample, CorrelationSummary MeanOfN, CorrelationSummary Greedy, CorrelationSummary? Expected, double? Entropy)
{
    internal static ScoreSummary Of(EvaluationReport report) => new(
        CorrelationSummary.Of(report.SingleSample)!, CorrelationSummary.Of(report.MeanOfN)!, CorrelationSummary.Of(report.Greedy)!,
        CorrelationSummary.Of(report.Expected), report.Entropy);
}

/// <summary>A correlation with its interval.</summary>
public sealed record CorrelationSummary(double? Srcc, double? SrccLow, double? SrccHigh, double? Plcc)
{
    internal static CorrelationSummary? Of(CorrelationResult? result) =>
        result is null ? null : new(result.Srcc, result.SrccInterval?.Low, result.SrccInterval?.High, result.Plcc);
}

/// <summary>Paired SRCC gains: the difference on all images and its 95 % bootstrap interval; null where undefined.</summary>
public sealed record GainSummary(Gain? SingleSample, Gain? MeanOfN, Gain? Greedy, Gain? Expected)
{
    private const int Resamples = 1000;

    internal static GainSummary Of(EvaluationReport before, EvaluationReport after, SeedTree seed)
    {
        Gain? Between(Func<ImageScores, double?> score)
        {
            var rows = before.Scores.Zip(after.Scores).Where(p => score(p.First) is not null && score(p.Second) is not null).ToArray();
            if (rows.Length < 3) return null;
            var difference = PairedDifference.OfSpearman(
                [[.. rows.Select(r => score(r.Second)!.Value)]], [[.. rows.Select(r => score(r.First)!.Value)]],
                [.. rows.Select(r => r.First.Image.Mos!.Value)], Resamples, seed.Child("gain").Source());
            return difference is null ? null : new Gain(difference.Mean, difference.Interval.Low, difference.Interval.High);
        }

        return new GainSummary(Between(s => s.Single), Between(s => s.Mean), Between(s => s.Greedy), Between(s => s.Expected));
    }
}

/// <summary>A difference and its interval.</summary>
public sealed record Gain(double Srcc, double Low, double High);

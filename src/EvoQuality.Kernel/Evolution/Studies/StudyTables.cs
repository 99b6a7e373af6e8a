using System.Text;
using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Statistics;

namespace EvoQuality.Evolution.Studies;

/// <summary>
/// The tables of a study as CSV in its folder: <c>NAME-rounds.csv</c>, a row for every policy of every finished cell;
/// <c>NAME-gains.csv</c>, paired gains question by question; <c>NAME-splits.csv</c>, the first variant's gains over its start split into
/// sharper, calibrated and wiser; <c>NAME-cost.csv</c>, seconds by cell; <c>NAME.json</c>, what made
/// them. Rows and gains of the same study are the same bytes; costs are not.
/// </summary>
public static class StudyTables
{
    internal const string Srcc = "srcc", Plcc = "plcc";
    private const int Digits = 4;

    internal static string[] GainColumns { get; } =
        ["question", "variant", "version", "against_variant", "against_version", "measure", "seeds", "before", "after", "gain", "low", "high"];

    internal static string[] SplitColumns { get; } =
    [
        "version", "seeds", "images", "measure", "before", "after",
        .. new[] { "total", "sharper", "calibrated", "wiser", "expected" }.SelectMany(part => new[] { part, $"{part}_low", $"{part}_high" }),
    ];

    internal static string[] CostColumns { get; } = ["seed", "variant", "voting", "training", "evaluation", "total", "votes", "votes_per_second"];

    internal static string[] RowColumns { get; } = [.. typeof(StudyRow).GetProperties().Select(c => Snake(c.Name))];

    /// <summary>The gains of all cells that are done, resampled: half a minute for a whole first tier.</summary>
    /// <param name="folder">The study.</param>
    /// <param name="progress">Told in comparisons.</param>
    /// <param name="cancel">Stops between comparisons; the table of before stays.</param>
    public static void WriteGains(StudyFolder folder, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        WriteGains(folder, folder.Study.Name, new StudyGains(folder), progress, cancel);
    }

    /// <summary>The splits of the first variant's gains, resampled: minutes for a whole first tier.</summary>
    /// <param name="folder">The study.</param>
    /// <param name="progress">Told in policies.</param>
    /// <param name="cancel">Stops between policies; the table of before stays.</param>
    public static void WriteSplits(StudyFolder folder, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        (SharperOrWiser Split, int Seeds)[] splits = [.. StudySplits.Of(folder, progress, cancel)];
        if (splits.Length == 0) return;
        IReadOnlyList<object?> Row(SharperOrWiser split, int seeds, GainSplit gain) =>
        [
            split.Version, seeds, split.Images, gain.Measure == Agreement.Srcc ? Srcc : Plcc, Short(gain.Before), Short(gain.After),
            .. new[] { gain.Total, gain.Sharper, gain.Calibrated, gain.Wiser, gain.Expected }
                .SelectMany(p => new object?[] { Short(p.Value), Short(p.Interval.Low), Short(p.Interval.High) }),
        ];
        folder.Folder.WriteCsv(SplitsOf(folder), SplitColumns, splits.SelectMany(s => new[] { Row(s.Split, s.Seeds, s.Split.Srcc), Row(s.Split, s.Seeds, s.Split.Plcc) }));
    }

    /// <summary>Whether the splits are older than a finished cell of the first variant, as they are where a stop came between the two.</summary>
    internal static bool SplitsAreOld(StudyFolder folder)
    {
        var file = folder.Folder.File(SplitsOf(folder));
        var written = File.Exists(file) ? File.GetLastWriteTimeUtc(file) : DateTime.MinValue;
        return folder.Done().Any(c => c.Variant.Name == folder.Study.Variants[0].Name && folder.Ended(c) > written);
    }

    private static string SplitsOf(StudyFolder folder) => $"{folder.Study.Name}-splits.csv";

    /// <summary>Rows and gains of the scores on another part.</summary>
    internal static void Write(
        StudyFolder folder, string part, IEnumerable<StudyRow> rows, IProgress<StageProgress>? progress, CancellationToken cancel)
    {
        WriteRows(folder, $"{folder.Study.Name}-{part}", rows);
        WriteGains(folder, $"{folder.Study.Name}-{part}", new StudyGains(folder, part), progress, cancel);
    }

    private static void WriteGains(StudyFolder folder, string name, StudyGains all, IProgress<StageProgress>? progress, CancellationToken cancel)
    {
        var gains = all.Of(progress, cancel).ToArray();
        folder.Folder.WriteCsv(
            $"{name}-gains.csv",
            GainColumns,
            gains.Select(g => (IReadOnlyList<object?>)
            [
                g.Question, g.Of.Variant, g.Of.Version, g.Against.Variant, g.Against.Version, g.Measure, g.Seeds,
                Short(g.Before), Short(g.After), Short(g.Gain), Short(g.Low), Short(g.High),
            ]));
    }

    /// <summary>What needs no resampling: rows, costs and what made them.</summary>
    public static void WriteRows(StudyFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var done = folder.Done();
        var name = folder.Study.Name;
        WriteRows(folder, name, done.SelectMany(folder.Rows));
        folder.Folder.WriteCsv(
            $"{name}-cost.csv", CostColumns,
            from cell in done
            let cost = folder.Cost(cell)
            where cost is not null
            select (IReadOnlyList<object?>)
            [
                cell.Seed, cell.Variant.Name, Math.Round(cost.Voting, 1), Math.Round(cost.Training, 1), Math.Round(cost.Evaluation, 1),
                Math.Round(cost.Total, 1), cost.Votes, cost.VotesPerSecond is { } rate ? Math.Round(rate) : null,
            ]);
        folder.Folder.WriteJson($"{name}.json", Description(folder.Study, done.Select(c => (c.Seed, c.Variant.Name)), folder.Start()));
    }

    /// <summary>What made the tables of these cells; the start is known by the hash of its weights.</summary>
    internal static object Description(Study study, IEnumerable<(int Seed, string Variant)> cells, string? start)
    {
        var done = cells.ToArray();
        return new
        {
            study = study.Name,
            asks = study.Asks,
            command = study.Command ?? $"evoquality study {study.Name}",
            seeds = done.Select(c => c.Seed).Distinct().ToArray(),
            variants = done.Select(c => c.Variant).Distinct().ToArray(),
            cells = done.Length,
            setup = StudySetup.Of(study),
            start,
            versions = KitVersions.All,
        };
    }

    private static void WriteRows(StudyFolder folder, string name, IEnumerable<StudyRow> rows)
    {
        var columns = typeof(StudyRow).GetProperties();
        folder.Folder.WriteCsv(
            $"{name}-rounds.csv", RowColumns,
            rows.Select(row => (IReadOnlyList<object?>)[.. columns.Select(c => c.GetValue(row) is double d ? Short(d) : c.GetValue(row))]));
    }

    private static double? Short(double value) => double.IsFinite(value) ? Math.Round(value, Digits) + 0.0 : null; // no minus before a zero

    private static string Snake(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}

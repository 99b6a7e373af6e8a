using System.Reflection;
using EvoQuality.Datasets.Tables;

namespace EvoQuality.Evaluation;

/// <summary>
/// The paper's numbers (arXiv 2509.25787) as data, each with its source. What no source gives is blank, and an average over
/// a blank is blank.
/// </summary>
public static class PublishedNumbers
{
    private const string Resource = "EvoQuality.Evaluation.published.csv";
    private static readonly Lazy<IReadOnlyList<PublishedNumber>> Read = new(Load);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PublishedNumber> All => Read.Value;

    /// <summary>
    /// The sets of Tables 2 and 3 and how many pictures the averages weigh them by. No source lists the counts; these, the
    /// sizes of DeQA-Score's test metas, are the only ones found that give all published averages and both gains to
    /// rounding. LIVEW fits with 1,162 as well.
    /// </summary>
    public static IReadOnlyList<(string Set, int Images)> Sets { get; } =
    [
        ("KonIQ", 2010), ("SPAQ", 2224), ("AGIQA-3K", 2982), ("LIVEW", 1169), ("KADID", 2000), ("PIPAL", 4640), ("TID2013", 3000), ("CSIQ", 866),
    ];

    /// <summary>Rows of a table, in its order.</summary>
    public static IReadOnlyList<string> Models(string table) => [.. All.Where(n => n.Table == table).Select(n => n.Model).Distinct()];

    /// <summary>A cell; null where the table has none.</summary>
    public static PublishedNumber? Find(string table, string model, string set) =>
        All.FirstOrDefault(n => n.Table == table && n.Model == model && n.Set == set);

    private static IReadOnlyList<PublishedNumber> Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The library was built without its resource {Resource}; build it again.");
        using var reader = new StreamReader(stream);
        var grid = DelimitedText.ParseCsv(Resource, reader.ReadToEnd());
        double? Number(GridRow row, int column) => row.Cells[column].Length == 0 ? null : grid.Number(row, column, grid.Header[column]);
        return [.. grid.Rows.Select(r => new PublishedNumber(r.Cells[0], r.Cells[1], r.Cells[2], Number(r, 3), Number(r, 4), grid.Text(r, 5, "a source")))];
    }
}

using EvoQuality.Evolution;
using EvoQuality.Foundations;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <summary>The tables of a run as CSV files, so that other tools can go on with them.</summary>
public static class RunTables
{
    /// <summary>
    /// Writes <c>metrics.csv</c> (every GRPO step under TRL's names), <c>health.csv</c> (every version without labels),
    /// <c>scores.csv</c> (every version's scores of every test image), and <c>votes-r.csv</c> and <c>ranking-r.csv</c> for
    /// every version r.
    /// </summary>
    public static void WriteTables(this RunFolder folder, IReadOnlyList<RoundResult> rounds)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(rounds);
        folder.WriteTable("metrics.csv", Tables.TrainingLog(rounds));
        folder.WriteTable("health.csv", Tables.Health(rounds));
        folder.WriteTable("scores.csv", Tables.Scores(rounds));
        foreach (var round in rounds)
        {
            folder.WriteTable($"votes-{round.Round}.csv", Tables.Votes(round.Votes));
            folder.WriteTable($"ranking-{round.Round}.csv", Tables.Ranking(round.Votes.Preferences, round.Votes.Pool));
        }
    }

    /// <summary>Writes one table; blanks and dashes of its column names become underscores.</summary>
    public static void WriteTable(this RunFolder folder, string name, DataFrame table)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(table);
        string[] header = [.. table.Columns.Select(c => c.Name.Replace(",", "", StringComparison.Ordinal).Replace(' ', '_').Replace('-', '_'))];
        folder.WriteCsv(name, header, table.Rows.Select(row => row.ToArray()));
    }
}

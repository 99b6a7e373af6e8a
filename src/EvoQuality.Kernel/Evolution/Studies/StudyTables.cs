using System.Text;
using EvoQuality.Foundations;

namespace EvoQuality.Evolution.Studies;

/// <summary>
/// The tables of a study as CSV in its folder: <c>NAME-rounds.csv</c>, a row for every policy of every finished cell;
/// <c>NAME-gains.csv</c>, paired gains question by question; <c>NAME-cost.csv</c>, seconds by cell; <c>NAME.json</c>, what made
/// them. Rows and gains of the same study are the same bytes; costs are not.
/// </summary>
public static class StudyTables
{
    private const int Digits = 4;

    /// <summary>The gains of all cells that are done, resampled: half a minute for a whole first tier.</summary>
    public static void WriteGains(StudyFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var gains = new StudyGains(folder).Of().ToArray();
        folder.Folder.WriteCsv(
            $"{folder.Study.Name}-gains.csv",
            ["question", "variant", "version", "against_variant", "against_version", "measure", "seeds", "before", "after", "gain", "low", "high"],
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
        var columns = typeof(StudyRow).GetProperties();
        folder.Folder.WriteCsv(
            $"{name}-rounds.csv", [.. columns.Select(c => Snake(c.Name))],
            done.SelectMany(folder.Rows).Select(row => (IReadOnlyList<object?>)[.. columns.Select(c => c.GetValue(row) is double d ? Short(d) : c.GetValue(row))]));
        folder.Folder.WriteCsv(
            $"{name}-cost.csv", ["seed", "variant", "voting", "training", "evaluation", "total", "votes", "votes_per_second"],
            from cell in done
            let cost = folder.Cost(cell)
            where cost is not null
            select (IReadOnlyList<object?>)
            [
                cell.Seed, cell.Variant.Name, Math.Round(cost.Voting, 1), Math.Round(cost.Training, 1), Math.Round(cost.Evaluation, 1),
                Math.Round(cost.Total, 1), cost.Votes, cost.VotesPerSecond is { } rate ? Math.Round(rate) : null,
            ]);
        folder.Folder.WriteJson($"{name}.json", new
        {
            study = name,
            asks = folder.Study.Asks,
            command = folder.Study.Command ?? $"evoquality study {name}",
            seeds = done.Select(c => c.Seed).Distinct().ToArray(),
            variants = done.Select(c => c.Variant.Name).Distinct().ToArray(),
            cells = done.Count,
            setup = folder.Study.Base with { Images = "", Labels = "", Test = "", TestLabels = "", Policy = "" },
            versions = KitVersions.All,
        });
    }

    private static double? Short(double value) => double.IsFinite(value) ? Math.Round(value, Digits) : null;

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

using System.Globalization;
using System.Text.Json.Nodes;
using EvoQuality.Foundations;

namespace EvoQuality.Evolution.Studies;

/// <summary>
/// Tables of a study whose cells were run in several folders or sessions, laid together row by row: what a row says
/// depends on the cells it names and on no others, so rows that different folders made may stand in one table.
/// </summary>
public static class JoinedTables
{
    private static readonly (string Kind, string[] Columns, string[] Key)[] Tables =
    [
        ("rounds", StudyTables.RowColumns, ["seed", "variant", "version"]),
        ("gains", StudyTables.GainColumns, ["question", "variant", "version", "against_variant", "against_version", "measure"]),
        ("splits", StudyTables.SplitColumns, ["version", "measure"]),
        ("cost", StudyTables.CostColumns, ["seed", "variant"]),
        ($"{StudyTest.Part}-rounds", StudyTables.RowColumns, ["seed", "variant", "version"]),
        ($"{StudyTest.Part}-gains", StudyTables.GainColumns, ["question", "variant", "version", "against_variant", "against_version", "measure"]),
    ];

    /// <summary>
    /// Lays a study's tables into those of another folder. A row that is in both is taken from the study, unless the
    /// other's is over more seeds; the order is the study's. Where a cell was run again with other figures, gains of its variant that the
    /// study does not hold go, and what was said of it on the test part: they would be of weights that are nowhere any more.
    /// </summary>
    /// <param name="study">A study whose tables are written (<see cref="StudyTables"/>).</param>
    /// <param name="target">The other folder; made where it is missing, and nothing but tables is written there.</param>
    /// <exception cref="InvalidDataException">A table has other columns, or a row another number of cells; the message names file and line. Or the tables there are
    /// of another set-up (<see cref="ExpectSameSetup"/>).</exception>
    public static void AddTo(StudyFolder study, string target)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentException.ThrowIfNullOrEmpty(target);
        ExpectSameSetup(study.Study, target);
        var (name, place) = (study.Study.Name, RunFolder.Existing(Directory.CreateDirectory(target).FullName));
        var start = ExpectSameStart(study, target);
        var anew = RunAnew(Rows(place.File($"{name}-rounds.csv"), StudyTables.RowColumns), [.. Rows(study.Folder.File($"{name}-rounds.csv"), StudyTables.RowColumns)], target);
        foreach (var (kind, columns, key) in Tables)
        {
            var (from, file) = (study.Folder.File($"{name}-{kind}.csv"), place.File($"{name}-{kind}.csv"));
            if (!File.Exists(from) && !File.Exists(file)) continue;
            bool IsStale(string[] row) => columns == StudyTables.GainColumns
                ? anew.Contains(row[1]) || anew.Contains(row[3])
                : kind == $"{StudyTest.Part}-rounds" && anew.Contains(row[1]);
            var rows = Together(Rows(file, columns).Where(r => !IsStale(r)), Rows(from, columns), columns, key).OrderBy(r => Place(study.Study, columns, r));
            AtomicFile.WriteAllText(file, string.Concat(rows.Prepend(columns).Select(r => string.Join(',', r) + "\n"))); // numbers as they were written
        }

        var cells = StudyResults.Read(target, name).Rows.Select(r => (r.Seed, r.Variant)).Distinct();
        place.WriteJson($"{name}.json", StudyTables.Description(study.Study, cells, start));
    }

    /// <summary>The hash of the start, of the study or, where its cells do not say it, of the tables there.</summary>
    private static string? ExpectSameStart(StudyFolder study, string target)
    {
        var file = Path.Combine(target, $"{study.Study.Name}.json");
        var (start, there) = (study.Start(), File.Exists(file) ? StudySetup.Read(file)["start"]?.ToString() : null);
        return start is null || there is null || start == there
            ? start ?? there
            : throw new InvalidDataException($"{file}: the tables there are of another start ({there[..8]}…, these {start[..8]}…); choose another folder for the tables.");
    }

    /// <summary>Variants of which a cell was run again and has other figures now.</summary>
    /// <exception cref="InvalidDataException">Only some seeds of such a variant were: gains over all of them would be of both runs.</exception>
    private static HashSet<string> RunAnew(IEnumerable<string[]> there, string[][] added, string target)
    {
        string Text(IEnumerable<string[]> rows) => string.Join('\n', rows.Select(r => string.Join(',', r)));
        var now = added.GroupBy(r => (Seed: r[0], Variant: r[1])).ToDictionary(g => g.Key, Text);
        var then = there.GroupBy(r => (Seed: r[0], Variant: r[1])).ToDictionary(g => g.Key, Text);
        var anew = now.Where(c => then.TryGetValue(c.Key, out var old) && old != c.Value).Select(c => c.Key.Variant).ToHashSet(StringComparer.Ordinal);
        if (then.Keys.FirstOrDefault(c => anew.Contains(c.Variant) && !now.ContainsKey(c)) is { Variant: not null } left)
            throw new InvalidDataException($"{target}: {left.Variant} was run again with other figures, but not for seed {left.Seed}, whose rows stand there; lay the tables of all its seeds together.");
        return anew;
    }

    /// <summary>Asks, before hours are spent, whether a study's rows may stand beside those of a folder.</summary>
    /// <param name="study">The study.</param>
    /// <param name="target">The folder; it may be missing or empty.</param>
    /// <exception cref="InvalidDataException">
    /// A setting has another value there, or is not there and has not its default here: the kit of then did not know it. What a
    /// variant changes is not in the file and not compared.
    /// </exception>
    public static void ExpectSameSetup(Study study, string target)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentException.ThrowIfNullOrEmpty(target);
        var file = Path.Combine(target, $"{study.Name}.json");
        if (!File.Exists(file) || StudySetup.Read(file)["setup"] is not JsonObject there) return;
        var defaults = StudySetup.JsonOf(study with { Base = new EvolutionSetup() });
        var asked = StudySetup.JsonOf(study).Where(s => there.ContainsKey(s.Key) || !JsonNode.DeepEquals(s.Value, defaults[s.Key]));
        if (StudySetup.Differences(asked, there) is { Length: > 0 } differences)
            throw new InvalidDataException($"{file}: the tables there are of another set-up ({string.Join("; ", differences)}); choose another folder for the tables.");
    }

    private static IEnumerable<string[]> Rows(string file, string[] columns) => File.Exists(file) ? StudyResults.Lines(file, columns).Select(l => l.Cells) : [];

    private static string[][] Together(IEnumerable<string[]> there, IEnumerable<string[]> added, string[] columns, string[] key)
    {
        string Key(string[] row) => string.Join(',', key.Select(k => row[Array.IndexOf(columns, k)]));
        int Seeds(string[] row) => Array.IndexOf(columns, "seeds") is >= 0 and var column ? Number(row[column]) : 1;
        var rows = new OrderedDictionary<string, string[]>();
        foreach (var row in there.Concat(added))
            if (!rows.TryGetValue(Key(row), out var old) || Seeds(old) <= Seeds(row)) rows[Key(row)] = row;
        return [.. rows.Values];
    }

    /// <summary>Where a row stands: seeds in order, then questions and variants as the study declares them; within these as it came.</summary>
    private static (int Seed, int Question, int Variant) Place(Study study, string[] columns, string[] row)
    {
        string? Cell(string column) => Array.IndexOf(columns, column) is >= 0 and var place ? row[place] : null;
        return (
            Cell("seed") is { } seed ? Number(seed) : 0,
            study.Questions.Index().FirstOrDefault(q => q.Item.Name == Cell("question")).Index,
            study.Variants.Index().FirstOrDefault(v => v.Item.Name == Cell("variant")).Index);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

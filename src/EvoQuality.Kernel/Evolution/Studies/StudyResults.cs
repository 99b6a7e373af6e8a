using System.Globalization;
using System.Reflection;
using EvoQuality.Evaluation;
using EvoQuality.Statistics;

namespace EvoQuality.Evolution.Studies;

/// <summary>What a study found, read from the tables that <see cref="StudyTables"/> writes: neither runs nor pictures are needed.</summary>
/// <param name="Name">The study.</param>
/// <param name="Rows">Every policy of every cell in figures.</param>
/// <param name="Gains">Paired gains, question by question.</param>
/// <param name="Splits">Gains of the first variant and its controls over the start, split into sharper, calibrated and wiser; may be empty.</param>
public sealed record StudyResults(string Name, IReadOnlyList<StudyRow> Rows, IReadOnlyList<StudyGain> Gains, IReadOnlyList<SharperOrWiser> Splits)
{
    /// <summary>Seconds by cell; may be empty.</summary>
    public IReadOnlyList<StudyCellCost> Costs { get; init; } = [];

    /// <summary>Reads <c>NAME-rounds.csv</c> and <c>NAME-gains.csv</c>, and <c>NAME-splits.csv</c> and <c>NAME-cost.csv</c> where there are any.</summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="name">The study's name.</param>
    /// <exception cref="FileNotFoundException">One is not there.</exception>
    /// <exception cref="InvalidDataException">A header or a cell is not what it should be; the message names the line.</exception>
    public static StudyResults Read(string folder, string name) => new(
        name,
        [.. Lines(Path.Combine(folder, $"{name}-rounds.csv"), StudyTables.RowColumns).Select(Row)],
        [.. Lines(Path.Combine(folder, $"{name}-gains.csv"), StudyTables.GainColumns).Select(Gain)],
        File.Exists(Path.Combine(folder, $"{name}-splits.csv")) ? SplitsOf(Path.Combine(folder, $"{name}-splits.csv")) : [])
    {
        Costs = File.Exists(Path.Combine(folder, $"{name}-cost.csv")) ? [.. Lines(Path.Combine(folder, $"{name}-cost.csv"), StudyTables.CostColumns).Select(Cost)] : [],
    };

    private static StudyCellCost Cost(Line line) => new(
        (int)line.Number(0), line.Cells[1], new StudyCost(line.Number(2), line.Number(3), line.Number(4), line.Number(5), (long)line.Number(6)));

    private static StudyRow Row(Line line)
    {
        var row = new StudyRow { Seed = 0, Variant = "", Version = "" };
        foreach (var (i, property) in typeof(StudyRow).GetProperties().Index()) property.SetValue(row, Value(line, i, property));
        return row;
    }

    private static object? Value(Line line, int column, PropertyInfo property)
    {
        if (property.PropertyType == typeof(string)) return line.Cells[column];
        if (line.Cells[column].Length == 0) return null;
        if (property.PropertyType == typeof(double?)) return line.Number(column);
        return (int)line.Number(column);
    }

    private static StudyGain Gain(Line line) => new(
        line.Cells[0], new StudyVersion(line.Cells[1], line.Cells[2]), new StudyVersion(line.Cells[3], line.Cells[4]), line.Cells[5], (int)line.Number(6),
        line.Number(7), line.Number(8), line.Number(9), line.Number(10), line.Number(11));

    /// <summary>A version has two lines, SRCC and PLCC.</summary>
    private static SharperOrWiser[] SplitsOf(string file) =>
    [
        .. from lines in Lines(file, StudyTables.SplitColumns).GroupBy(l => l.Cells[0])
           let gains = lines.ToDictionary(l => l.Cells[3], Split)
           select gains.TryGetValue(StudyTables.Srcc, out var srcc) && gains.TryGetValue(StudyTables.Plcc, out var plcc)
               ? new SharperOrWiser(lines.Key, (int)lines.First().Number(2), srcc, plcc)
               : throw new InvalidDataException($"{file}: expected {lines.Key} in SRCC and in PLCC."),
    ];

    private static GainSplit Split(Line line)
    {
        SplitPart Part(int column) => new(line.Number(column), new Interval(line.Number(column + 1), line.Number(column + 2)));
        var measure = line.Cells[3] == StudyTables.Srcc ? Agreement.Srcc : Agreement.Plcc;
        return new GainSplit(measure, line.Number(4), line.Number(5), Part(6), Part(9), Part(12), Part(15), Part(18));
    }

    /// <summary>The rows of a table below its header, as text.</summary>
    internal static IEnumerable<Line> Lines(string file, string[] header)
    {
        if (!File.Exists(file)) throw new FileNotFoundException($"{file}: expected a table of a study (evoquality study writes it), found no such file.", file);
        var lines = File.ReadAllLines(file);
        if (lines is not [var first, ..] || first != string.Join(',', header))
            throw new InvalidDataException($"{file}: expected the columns {string.Join(',', header)}, found {lines.FirstOrDefault() ?? "an empty file"}.");
        foreach (var (i, text) in lines.Index().Skip(1))
        {
            var cells = text.Split(','); // names of studies hold no comma
            if (cells.Length != header.Length) throw new InvalidDataException($"{file}, line {i + 1}: expected {header.Length} cells, found {cells.Length}.");
            yield return new Line(file, i + 1, cells);
        }
    }

    internal sealed record Line(string File, int Place, string[] Cells)
    {
        public double Number(int column) => double.TryParse(Cells[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidDataException($"{File}, line {Place}: expected a number in column {column + 1}, found '{Cells[column]}'.");
    }
}

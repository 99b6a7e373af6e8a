using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using EvoQuality.Datasets.Tables;

namespace EvoQuality.Handoff;

/// <summary>
/// The answers and rewards of a training elsewhere, step by step: TRL's <c>completions_N.parquet</c> (log_completions) or verl's
/// <c>N.jsonl</c> (rollout_data_dir).
/// </summary>
public static partial class TrainingLog
{
    /// <summary>Reads the steps of a log in their order.</summary>
    /// <exception cref="FileNotFoundException">The folder holds no log.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or lacks a column.</exception>
    public static IEnumerable<(int Step, IReadOnlyList<LoggedAnswer> Answers)> Read(string folder)
    {
        var files = (from file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : []
                     let name = FileOfStep().Match(Path.GetFileName(file))
                     where name.Success
                     orderby int.Parse(name.Groups[1].Value, CultureInfo.InvariantCulture)
                     select (Step: int.Parse(name.Groups[1].Value, CultureInfo.InvariantCulture), File: file)).ToList();
        if (files.Count == 0)
            throw new FileNotFoundException($"{folder}: expected TRL's completions_N.parquet or verl's N.jsonl, found neither.", folder);
        return files.Select(f => (f.Step, f.File.EndsWith(".parquet", StringComparison.Ordinal) ? OfTrl(f.File) : OfVerl(f.File)));
    }

    private static IReadOnlyList<LoggedAnswer> OfTrl(string file)
    {
        var grid = ParquetTable.Read(file);
        var (picture, partner, text, reward) = (grid.Expect("picture"), grid.Expect("partner"), grid.Expect("completion"), grid.Expect("fidelity_reward"));
        return [.. grid.Rows.Select(r => new LoggedAnswer(r.Cells[picture], r.Cells[partner], r.Cells[text], Number(r.Cells[reward])))];
    }

    /// <summary>NaN where a cell is empty or no number, so that no check passes.</summary>
    private static double Number(string cell) => double.TryParse(cell, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static IReadOnlyList<LoggedAnswer> OfVerl(string file)
    {
        try
        {
            return [.. File.ReadLines(file).Select(line =>
            {
                using var json = JsonDocument.Parse(line);
                var root = json.RootElement;
                return new LoggedAnswer(
                    root.GetProperty("picture").GetString()!, root.GetProperty("partner").GetString()!, root.GetProperty("output").GetString()!,
                    root.GetProperty("score").GetDouble());
            })];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{file}: expected verl's rollouts with picture, partner, output and score, but {e.Message}", e);
        }
    }

    [GeneratedRegex(@"\A(?:completions_)?([0-9]+)\.(?:parquet|jsonl)\z")]
    private static partial Regex FileOfStep();
}

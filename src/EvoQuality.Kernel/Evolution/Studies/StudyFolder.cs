using System.Globalization;
using System.Text.Json;
using EvoQuality.Foundations;

namespace EvoQuality.Evolution.Studies;

/// <summary>
/// A study on disk: <c>study.json</c> says which, <c>cells/seed-s/variant/</c> are complete runs (<see cref="EvolutionRecord"/>),
/// each with <c>result.json</c> once it is done, and the tables stand beside them.
/// </summary>
public sealed class StudyFolder : IDisposable
{
    private const string IdentityName = "study.json";
    private const string CellsName = "cells";
    private const string ResultName = "result.json";
    private const string CostName = "cost.jsonl";
    private const int CurrentFormat = 1;
    private readonly RunLock _lock;

    /// <summary>Takes a folder for a study: a new one, or one that this study left.</summary>
    /// <exception cref="IOException">Another process holds the folder, or it cannot be written.</exception>
    /// <exception cref="InvalidDataException">The folder holds another study, or the same with another set-up; the message says what differs.</exception>
    public StudyFolder(Study study, RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(folder);
        (Study, Folder, _lock) = (study, folder, RunLock.Take(folder.FullPath));
        try
        {
            var file = folder.File(IdentityName);
            if (File.Exists(file)) Expect(study, file);
            else folder.WriteJson(IdentityName, new { Format = CurrentFormat, Study = study.Name, Base = StudySetup.Of(study) });
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>The study.</summary>
    public Study Study { get; }

    /// <summary>Its folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>Where a cell's run is.</summary>
    public string PathOf(StudyCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return Folder.File(Path.Combine(CellsName, cell.Name));
    }

    /// <summary>Whether a cell has been run to its end.</summary>
    public bool IsDone(StudyCell cell) => File.Exists(Path.Combine(PathOf(cell), ResultName));

    /// <summary>Hash of the weights that its cells start from, as the first of them that starts from no other says; null without one.</summary>
    public string? Start() => Done().Where(c => c.Variant.StartsFrom is null).Select(c => Path.Combine(PathOf(c), EvolutionRecord.IdentityName))
        .Where(File.Exists).Select(file => StudySetup.Read(file)["policy"]?.ToString()).FirstOrDefault();

    /// <summary>All cells that have been run to their end, seed by seed in the order of the variants.</summary>
    public IReadOnlyList<StudyCell> Done()
    {
        var cells = Folder.File(CellsName);
        if (!Directory.Exists(cells)) return [];
        return [.. from path in Directory.EnumerateDirectories(cells, $"{StudyCell.SeedPrefix}*")
                   let number = int.TryParse(Path.GetFileName(path)[StudyCell.SeedPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : -1
                   where number >= 0
                   orderby number
                   from variant in Study.Variants
                   let cell = new StudyCell(Study, variant, number)
                   where IsDone(cell)
                   select cell];
    }

    /// <summary>When a cell ended; null before.</summary>
    internal DateTime? Ended(StudyCell cell) => IsDone(cell) ? File.GetLastWriteTimeUtc(Path.Combine(PathOf(cell), ResultName)) : null;

    /// <summary>The rows of a finished cell.</summary>
    /// <exception cref="InvalidDataException">They were changed or damaged.</exception>
    public IReadOnlyList<StudyRow> Rows(StudyCell cell)
    {
        var file = Path.Combine(PathOf(cell), ResultName);
        try
        {
            return JsonSerializer.Deserialize<StudyRow[]>(File.ReadAllText(file), RunFolder.Format)!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}: expected the rows of a finished cell as JSON, but {e.Message}", e);
        }
    }

    /// <summary>What a cell has cost so far; null before any.</summary>
    public StudyCost? Cost(StudyCell cell)
    {
        var file = Path.Combine(PathOf(cell), CostName);
        return File.Exists(file) && Journal.Read<StudyCost>(file) is { Count: > 0 } costs ? costs.Aggregate((a, b) => a + b) : null;
    }

    /// <summary>Ends a cell.</summary>
    internal static void Finish(RunFolder cell, IReadOnlyList<StudyRow> rows) => cell.WriteJson(ResultName, rows);

    /// <summary>Writes down what this process spent on a cell.</summary>
    internal static void Spend(RunFolder cell, StudyCost cost)
    {
        using var journal = new Journal<StudyCost>(cell.File(CostName));
        journal.Append(cost);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static void Expect(Study study, string file)
    {
        var there = StudySetup.Read(file);
        var name = there["study"]?.ToString();
        if (there["format"]?.ToString() != $"{CurrentFormat}") throw new InvalidDataException($"{file}: expected format {CurrentFormat}, found {there["format"]?.ToJsonString() ?? "none"}; another version of the kit wrote the folder.");
        if (name != study.Name) throw new InvalidDataException($"{file}: the folder holds the study {name ?? "of no name"}, not {study.Name}; choose another folder.");
        if (StudySetup.Differences(StudySetup.JsonOf(study), there["base"]) is { Length: > 0 } differences)
            throw new InvalidDataException($"{file}: the study in this folder was started otherwise ({string.Join("; ", differences)}); choose another folder.");
    }
}

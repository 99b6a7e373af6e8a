using System.Text.Json;

namespace EvoQuality.Foundations;

/// <summary>Where a run leaves its files: configuration, tables, summary, checkpoints. Every file is whole or not there.</summary>
public sealed class RunFolder
{
    /// <summary>Environment variable by which the runner tells cells where the run goes.</summary>
    public const string Variable = "EVO_RUN_FOLDER";

    /// <summary>How values are written: indented, with snake_case names.</summary>
    public static JsonSerializerOptions Format { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Opens or creates a folder.</summary>
    /// <exception cref="IOException">The folder cannot be created or written; the message names it.</exception>
    public RunFolder(string path)
    {
        FullPath = Path.GetFullPath(path);
        try
        {
            AtomicFile.WriteAllText(File("started.txt"), $"{DateTimeOffset.UtcNow:u}\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{FullPath}: expected an output folder that can be written, but {e.Message}", e);
        }
    }

    private RunFolder(DirectoryInfo folder) => FullPath = folder.FullName;

    /// <summary>A folder that a run has left; nothing is written.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static RunFolder Existing(string path) => Directory.Exists(path)
        ? new RunFolder(new DirectoryInfo(path))
        : throw new DirectoryNotFoundException($"{path}: expected the folder of a run, but there is none.");

    /// <summary>Absolute path.</summary>
    public string FullPath { get; }

    /// <summary>The folder a person chose, else the runner's, else a new one under <c>runs/</c> of the current folder.</summary>
    /// <param name="name">What a new folder is called, before date and time.</param>
    /// <param name="chosen">Empty for no choice.</param>
    public static RunFolder FromEnvironment(string name, string chosen = "") =>
        new(chosen is { Length: > 0 } ? chosen
            : Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } runners ? runners
            : OwnFolder.Create(Path.Combine("runs", $"{name}-{DateTimeOffset.Now:yyyyMMdd-HHmmss}")));

    /// <summary>Path of a file in the folder.</summary>
    public string File(string name) => Path.Combine(FullPath, name);

    /// <summary>Writes a value as JSON with snake_case names.</summary>
    public void WriteJson<T>(string name, T value) => AtomicFile.WriteAllText(File(name), JsonSerializer.Serialize(value, Format) + "\n");

    /// <summary>Writes a table as CSV (see <see cref="CsvText"/>): a header and rows of plain values.</summary>
    public void WriteCsv(string name, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<object?>> rows) =>
        AtomicFile.WriteAllText(File(name), string.Concat(rows.Prepend(header).Select(CsvText.Row)));
}

using System.Text.Json;
using EvoQuality.Foundations;
using EvoQuality.Notebooks;

namespace EvoQuality.Tool;

/// <summary>What <c>evoquality run</c> was asked for, kept in the run's folder as <c>run.json</c> so that <c>resume</c> can ask the same.</summary>
/// <param name="Notebook">Absolute path of the notebook.</param>
/// <param name="Hash">SHA-256 of the notebook when the run started.</param>
/// <param name="Settings">Values given with <c>--set</c>.</param>
/// <param name="InPlace">Whether outputs go into the notebook's file.</param>
/// <param name="SkipOtherLanguages">Whether cells in other languages are passed over.</param>
/// <param name="CellSeconds">Seconds a cell may take; null for any.</param>
internal sealed record StartedRun(
    string Notebook, string Hash, IReadOnlyList<string> Settings, bool InPlace = false, bool SkipOtherLanguages = false, double? CellSeconds = null)
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "run.json";

    /// <summary>Describes a run that starts now.</summary>
    public static StartedRun Of(RunRequest request) => new(
        Path.GetFullPath(request.Notebook), CheckedFolder.HashOf(request.Notebook), request.Settings, request.InPlace, request.SkipOtherLanguages,
        request.CellTimeout?.TotalSeconds);

    /// <summary>Whether the notebook is another than the one that was started; one that is written in place gets outputs and settings by running.</summary>
    public bool HasChanged => !InPlace && CheckedFolder.HashOf(Notebook) != Hash;

    /// <summary>The same request again.</summary>
    /// <param name="folder">The run's folder.</param>
    public RunRequest Request(string folder) => new()
    {
        Notebook = Notebook,
        OutputFolder = folder,
        Settings = Settings,
        InPlace = InPlace,
        SkipOtherLanguages = SkipOtherLanguages,
        CellTimeout = CellSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };

    /// <summary>Reads what a folder's run was asked for.</summary>
    /// <exception cref="FileNotFoundException">There is no run, or its notebook has gone.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static StartedRun Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: expected the folder of a run, but there is no such file.", path);
        try
        {
            var started = JsonSerializer.Deserialize<StartedRun>(File.ReadAllText(path))!;
            return File.Exists(started.Notebook)
                ? started
                : throw new FileNotFoundException($"{started.Notebook}: the notebook that {path} names is missing.", started.Notebook);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: expected the settings of a run as JSON, but {e.Message}", e);
        }
    }

    /// <summary>Writes the file.</summary>
    public void Write(string folder) => AtomicFile.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this) + "\n");
}

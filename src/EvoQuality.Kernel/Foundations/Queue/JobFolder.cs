using System.Text.Json;

namespace EvoQuality.Foundations.Queue;

/// <summary>
/// A job as a folder: what is asked is whole or not there and never changes (<see cref="CheckedFolder"/>); beside it lie what workers
/// write: <c>leases/</c>, <c>done/</c>, <c>workers/</c>.
/// </summary>
public static class JobFolder
{
    /// <summary>Layout of the folders that this version makes and reads.</summary>
    public const int Format = 1;

    private const string FileName = "job.json";

    /// <summary>Makes a job.</summary>
    /// <param name="folder">Nothing may be there yet.</param>
    /// <param name="terms">What is asked.</param>
    /// <param name="fill">Told the folder to write the rest of the question into.</param>
    /// <exception cref="ArgumentException">Something is there already.</exception>
    public static void Create<TOptions>(string folder, JobTerms<TOptions> terms, Action<string> fill)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(fill);
        if (Path.Exists(folder)) throw new ArgumentException($"{folder}: expected a name for a new job, but there is something already; let workers go on with it, or choose another name.", nameof(folder));
        ArgumentOutOfRangeException.ThrowIfLessThan(terms.Items, 1, "items");
        ArgumentOutOfRangeException.ThrowIfLessThan(terms.Batch, 1, "batch");
        CheckedFolder.Write(Path.GetFullPath(folder), path =>
        {
            fill(path);
            AtomicFile.WriteAllText(Path.Combine(path, FileName), JsonSerializer.Serialize(terms, RunFolder.Format) + "\n");
        });
    }

    /// <summary>Whether a folder holds a job.</summary>
    public static bool Holds(string folder) => File.Exists(Path.Combine(folder, FileName)) && Read<object>(folder).Kind is not null;

    /// <summary>Which kind of job a folder holds.</summary>
    /// <exception cref="FileNotFoundException">It holds none.</exception>
    public static string KindOf(string folder) => Read<object>(folder).Kind;

    /// <summary>Reads what a job asks, every file of the question held against its hash.</summary>
    /// <exception cref="FileNotFoundException">There is no job.</exception>
    /// <exception cref="InvalidDataException">A file was changed, or the job is of another kind or made by another version.</exception>
    public static JobTerms<TOptions> Open<TOptions>(string folder, string kind)
    {
        var terms = Read<TOptions>(folder);
        CheckedFolder.Check(folder);
        if (terms.Kind != kind) throw new InvalidDataException($"{folder}: expected a job of the kind {kind}, found one of the kind {terms.Kind}.");
        var kit = KitVersions.All["evoquality"];
        if (terms.Format != Format || terms.Kit != kit)
            throw new InvalidDataException($"{folder}: the job was made by version {terms.Kit} (layout {terms.Format}), and this is {kit} (layout {Format}); their answers must not be mixed.");
        return terms;
    }

    private static JobTerms<TOptions> Read<TOptions>(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file)) throw new FileNotFoundException($"{file}: expected a job, but there is no such file.", file);
        try
        {
            return JsonSerializer.Deserialize<JobTerms<TOptions>>(File.ReadAllText(file), RunFolder.Format) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}: expected the terms of a job as JSON, but {e.Message.TrimEnd('.')}.", e);
        }
    }
}

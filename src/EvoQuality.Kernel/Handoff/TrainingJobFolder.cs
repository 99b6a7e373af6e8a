using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using EvoQuality.Foundations;
using EvoQuality.Imaging;

namespace EvoQuality.Handoff;

/// <summary>
/// What the jobs of all engines hold: pictures with their hashes (<c>images.jsonl</c>), the preferences (<c>preferences.jsonl</c>),
/// the constants of the reward (<c>job.json</c>), the policy, and <c>sha256.json</c>. A job is whole or not there.
/// </summary>
public static partial class TrainingJobFolder
{
    internal const string ImagesName = "images.jsonl";
    internal const string PreferencesName = "preferences.jsonl";
    internal const string SettingsName = "job.json";

    private static readonly JsonSerializerOptions Line = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Compares a job's pictures and data with the hashes that were taken when it was written. Its configuration may have been edited.</summary>
    /// <returns>The pictures.</returns>
    /// <exception cref="FileNotFoundException">The folder is no job.</exception>
    /// <exception cref="InvalidDataException">A file is missing or was changed; the message names it.</exception>
    public static IReadOnlyList<JobPicture> Check(string folder)
    {
        JobSettings.Read(folder);
        CheckedFolder.Check(folder, name => Path.GetExtension(name) is ".jsonl" or ".parquet" || name == SettingsName);
        var pictures = Read<JobPicture>(folder, ImagesName);
        foreach (var picture in pictures)
        {
            var file = Path.Combine(folder, picture.File);
            if (!File.Exists(file)) throw new InvalidDataException($"{file}: expected the picture {picture.Picture}, but there is no such file.");
            if (CheckedFolder.HashOf(file) != picture.Sha256)
                throw new InvalidDataException($"{file}: the picture {picture.Picture} is not the one that was exported (its hash differs).");
        }

        return pictures;
    }

    /// <summary>Fills a new folder, or an empty one.</summary>
    /// <exception cref="IOException">Something is there already, or it cannot be written; nothing is left behind.</exception>
    internal static void Write(string folder, Action<string> fill)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new IOException($"{folder}: expected a folder that is new or empty, found something there; choose another, or remove it first.");
        if (Directory.Exists(folder)) Directory.Delete(folder);
        CheckedFolder.Write(Path.TrimEndingDirectorySeparator(folder), fill);
    }

    /// <summary>Writes the pictures of the job's preferences and their list.</summary>
    /// <param name="job">The job.</param>
    /// <param name="folder">The job's folder.</param>
    /// <param name="byReference">Pictures that are files stay where they are.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between images.</param>
    /// <returns>By id.</returns>
    internal static IReadOnlyDictionary<string, JobPicture> WritePictures(
        TrainingJob job, string folder, bool byReference, IProgress<StageProgress>? progress, CancellationToken cancel)
    {
        var pictures = new List<JobPicture>();
        Directory.CreateDirectory(Path.Combine(folder, "images"));
        foreach (var number in job.Preferences.Images)
        {
            cancel.ThrowIfCancellationRequested();
            var picture = job.Pool.Images[number];
            var name = picture.File is { } there && byReference
                ? Path.GetFullPath(there)
                : Path.Combine("images", $"{number:D5}-{Unsafe().Replace(Path.GetFileNameWithoutExtension(picture.Id), "-")}{(picture.File is null ? ".png" : Path.GetExtension(picture.File))}");
            var file = Path.Combine(folder, name);
            if (picture.File is null) AtomicFile.WriteAllBytes(file, ImageCodec.EncodePng(picture.Load()));
            else if (!byReference) File.Copy(picture.File, file);
            pictures.Add(new JobPicture(picture.Id, name, CheckedFolder.HashOf(file)));
            progress?.Report(new StageProgress("writing pictures", pictures.Count, job.Preferences.Images.Count, "images"));
        }

        WriteLines(folder, ImagesName, pictures);
        return pictures.ToDictionary(p => p.Picture);
    }

    /// <summary>Writes preferences, the reward's constants and the policies.</summary>
    /// <param name="job">The job.</param>
    /// <param name="folder">The job's folder.</param>
    /// <param name="byReference">Model folders that are there already are named by path.</param>
    /// <param name="differences">What the engine does otherwise than this library.</param>
    /// <param name="ownReference">Whether the engine can keep close to another policy than the one it trains.</param>
    /// <returns>Where the policy and the reference policy lie; null for none of its own.</returns>
    internal static (string Policy, string? Reference) WriteCommon(
        TrainingJob job, string folder, bool byReference, IReadOnlyList<string> differences, bool ownReference = true)
    {
        var start = Path.GetFullPath(job.Setup.PolicyFolder);
        var policy = byReference && job.PolicyFolder is { } there ? Path.GetFullPath(there) : "policy";
        var reference = !(ownReference && job.OtherReference) ? null : byReference ? start : "reference";
        if (policy == "policy") job.SavePolicy(Path.Combine(folder, policy));
        if (reference == "reference") job.SaveStart(Path.Combine(folder, reference));
        WriteLines(folder, PreferencesName, job.Preferences.Preferences.Select(p =>
            new JobPreference(job.Pool.Images[p.First].Id, job.Pool.Images[p.Second].Id, p.Value)));
        AtomicFile.WriteAllText(Path.Combine(folder, SettingsName), JsonSerializer.Serialize(JobSettings.Of(job, policy, reference, differences), RunFolder.Format) + "\n");
        return (policy, reference);
    }

    internal static void WriteLines<T>(string folder, string name, IEnumerable<T> lines) =>
        AtomicFile.WriteAllText(Path.Combine(folder, name), string.Concat(lines.Select(l => JsonSerializer.Serialize(l, Line) + "\n")));

    internal static IReadOnlyList<T> Read<T>(string folder, string name)
    {
        var file = Path.Combine(folder, name);
        if (!File.Exists(file)) throw new FileNotFoundException($"{file}: expected an exported job, but this file is missing.", file);
        try
        {
            return [.. File.ReadLines(file).Select(l => JsonSerializer.Deserialize<T>(l, Line)!)];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}: expected lines of JSON, but {e.Message}", e);
        }
    }

    /// <summary>A file that comes with the library, such as the reward in Python.</summary>
    internal static void WriteTemplate(string folder, string template, string name)
    {
        using var stream = typeof(TrainingJobFolder).Assembly.GetManifestResourceStream($"{typeof(TrainingJobFolder).Namespace}.{template}")!;
        AtomicFile.Write(Path.Combine(folder, name), stream.CopyTo);
    }

    [GeneratedRegex("[^A-Za-z0-9._-]")]
    private static partial Regex Unsafe();
}

using System.Security.Cryptography;
using System.Text.Json;

namespace EvoQuality.Foundations;

/// <summary>
/// A folder that is whole or not there: filled under a temporary name, its files' hashes written beside them, then moved
/// into place. Reading it compares the hashes, so a damaged file is found and named.
/// </summary>
public static class CheckedFolder
{
    private const string Manifest = "sha256.json";
    private const string Part = ".part";

    /// <summary>Fills a new folder.</summary>
    /// <param name="path">Where it goes; nothing may be there yet.</param>
    /// <param name="fill">Told the temporary folder to write files into.</param>
    /// <exception cref="IOException">Something is there already, or the disk is full; nothing is left behind.</exception>
    public static void Write(string path, Action<string> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var temporary = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}{Part}";
        Directory.CreateDirectory(temporary);
        try
        {
            fill(temporary);
            var hashes = Files(temporary).ToDictionary(name => name, name => HashOf(Path.Combine(temporary, name)));
            AtomicFile.WriteAllText(Path.Combine(temporary, Manifest), JsonSerializer.Serialize(hashes));
            Directory.Move(temporary, path);
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>Whether a whole folder is there. Remains of a process that was killed while it filled one are removed.</summary>
    /// <exception cref="InvalidDataException">A file of it is missing or was changed; the message names it.</exception>
    public static bool Exists(string path)
    {
        var parent = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (Directory.Exists(parent))
        {
            foreach (var rest in Directory.EnumerateDirectories(parent, $"{Path.GetFileName(path)}.*{Part}"))
                Directory.Delete(rest, recursive: true);
        }

        if (!Directory.Exists(path)) return false;
        Check(path);
        return true;
    }

    /// <summary>Makes another of a whole folder, whose files are checked on the way.</summary>
    /// <exception cref="InvalidDataException">A file is missing or was changed; the message names it.</exception>
    public static void Copy(string path, string to)
    {
        Check(path);
        Write(to, inside =>
        {
            foreach (var name in Files(path).Where(name => name != Manifest))
            {
                var file = Path.Combine(inside, name);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.Copy(Path.Combine(path, name), file);
            }
        });
    }

    /// <summary>Compares every file with its hash.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="which">Names of the files to compare; null for all.</param>
    /// <exception cref="InvalidDataException">The folder's list, or a file of it, is missing or was changed; the message names it.</exception>
    public static void Check(string path, Func<string, bool>? which = null)
    {
        var list = Path.Combine(path, Manifest);
        if (!File.Exists(list)) throw new InvalidDataException($"{list}: expected the list of the folder's hashes, but there is none.");
        Dictionary<string, string> hashes;
        try
        {
            hashes = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(list))!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{list}: expected a list of hashes, but {e.Message}", e);
        }

        foreach (var (name, hash) in hashes.Where(h => which is null || which(h.Key)))
        {
            var file = Path.Combine(path, name);
            if (!File.Exists(file)) throw new InvalidDataException($"{file}: the file is missing, though the run wrote it.");
            if (HashOf(file) != hash) throw new InvalidDataException($"{file}: the file was changed or damaged after the run wrote it (its hash differs).");
        }
    }

    /// <summary>SHA-256 of a file, hexadecimal.</summary>
    public static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal);
}

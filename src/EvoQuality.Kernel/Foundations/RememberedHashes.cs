using System.Security.Cryptography;
using System.Text.Json;

namespace EvoQuality.Foundations;

/// <summary>
/// SHA-256 of large files that seldom change, remembered in a small JSON file. A hash is believed while the file has the same path,
/// size, time of its last change and first and last bytes. A file that changed within the last seconds is never remembered: another
/// change could leave all of these as they are.
/// </summary>
/// <param name="path">Where hashes are remembered; made where it is missing. Null remembers nothing.</param>
public sealed class RememberedHashes(string? path)
{
    private const int Ends = 64 * 1024; // a safetensors header names every tensor; most edits show here
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);

    /// <summary>SHA-256 of a file's bytes, in lower-case hexadecimal.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public string Of(string file)
    {
        if (!File.Exists(file)) throw new FileNotFoundException($"{file}: expected a file, found none.", file);
        if (path is null) return Whole(file);
        var (name, now) = (Path.GetFullPath(file), Sight(file));
        var known = Read();
        if (known.TryGetValue(name, out var kept) && kept.Sight == now) return kept.Hash;
        var hash = Whole(file);
        if (DateTime.UtcNow - File.GetLastWriteTimeUtc(file) < Settled || Sight(file) != now) return hash;
        known[name] = new Entry(now, hash);
        Keep(known);
        return hash;
    }

    private static string Whole(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>What is looked at instead of all bytes.</summary>
    private static string Sight(string file)
    {
        using var stream = File.OpenRead(file);
        var ends = new byte[Math.Min(stream.Length, 2 * Ends)];
        stream.ReadExactly(ends.AsSpan(0, ends.Length / 2));
        stream.Position = stream.Length - (ends.Length - (ends.Length / 2));
        stream.ReadExactly(ends.AsSpan(ends.Length / 2));
        return $"{stream.Length} {File.GetLastWriteTimeUtc(file).Ticks} {Convert.ToHexStringLower(SHA256.HashData(ends))}";
    }

    /// <summary>A damaged memory is an empty one: it only saves time.</summary>
    private Dictionary<string, Entry> Read()
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, Entry>>(File.ReadAllText(path!), RunFolder.Format) ?? [] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>A memory that cannot be written costs time the next time, and nothing else.</summary>
    private void Keep(Dictionary<string, Entry> known)
    {
        try
        {
            AtomicFile.WriteAllText(path!, JsonSerializer.Serialize(known, RunFolder.Format) + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // read again the next time
        }
    }

    private sealed record Entry(string Sight, string Hash);
}

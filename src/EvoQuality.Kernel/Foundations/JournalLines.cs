using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EvoQuality.Foundations;

/// <summary>The lines of a <see cref="Journal{T}"/>: a JSON object whose last value is the check of what stands before it.</summary>
public static class Journal
{
    private const int CheckLength = 8;
    private const string Tail = ",\"check\":\""; // then eight hexadecimal digits, a quote and a brace
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>The records of a journal that another process may be writing.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line that is not the last does not fit its check.</exception>
    public static IReadOnlyList<T> Read<T>(string path) => [.. Stream<T>(path)];

    /// <summary>The same, one at a time: what the caller does not keep is not kept.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line that is not the last does not fit its check.</exception>
    public static IEnumerable<T> Stream<T>(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        foreach (var (record, _) in Lines<T>(file, path)) yield return record;
    }

    internal static byte[] Line<T>(T record)
    {
        var json = JsonSerializer.Serialize(record, Format);
        return Encoding.UTF8.GetBytes($"{json[..^1]}{Tail}{Check(json[..^1])}\"}}\n");
    }

    internal static IEnumerable<(T Record, long End)> Lines<T>(FileStream file, string path)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var (start, number) = (0, 0);
        while (start < bytes.Length)
        {
            number++;
            var length = Array.IndexOf(bytes, (byte)'\n', start) - start;
            var last = length < 0 || start + length + 1 == bytes.Length;
            if (length < 0 || !TryParse<T>(Encoding.UTF8.GetString(bytes, start, length), out var record))
            {
                if (last) yield break; // torn off by a kill
                throw new InvalidDataException($"{path}: line {number} does not fit its check; the file was changed or damaged after it was written.");
            }

            start += length + 1;
            yield return (record, start);
        }
    }

    private static bool TryParse<T>(string line, out T record)
    {
        record = default!;
        var end = line.Length - CheckLength - 2 - Tail.Length;
        if (end < 1 || line[end..(end + Tail.Length)] != Tail || !line.EndsWith("\"}", StringComparison.Ordinal)) return false;
        if (line[(end + Tail.Length)..^2] != Check(line[..end])) return false;
        record = JsonSerializer.Deserialize<T>(line[..end] + "}", Format)!;
        return true;
    }

    private static string Check(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..CheckLength];
}

using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EvoQuality.Certification;

/// <summary>File names, JSON spelling and hashes of a certificate's folder.</summary>
internal static class CertificateFiles
{
    /// <summary>snake_case, indented: certify.py reads and writes the same.</summary>
    public static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // a NaN is a finding
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What decides a model's answers. environment/reference/certify.py has the same list.</summary>
    private static readonly string[] Patterns =
    [
        "config.json", "generation_config.json", "*.safetensors", "*.safetensors.index.json", "tokenizer.json", "tokenizer_config.json",
        "vocab.json", "merges.txt", "special_tokens_map.json", "added_tokens.json", "preprocessor_config.json", "processor_config.json",
        "chat_template.json", "chat_template.jinja",
    ];

    /// <summary>SHA-256 of every file of a model folder that plays a part, by name.</summary>
    public static IReadOnlyDictionary<string, string> HashesOf(string folder)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Patterns.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern)).Distinct()) hashes.Add(Path.GetFileName(path), Hash(path));
        return hashes;
    }

    /// <summary>SHA-256 of a file, in lower-case hex.</summary>
    public static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Reads a JSON file.</summary>
    /// <exception cref="InvalidDataException">It does not read; the message names it.</exception>
    public static T Read<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), Format)
                   ?? throw new InvalidDataException($"{path}: expected a JSON object, found null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: expected a file of certify.py, but it does not read: {e.Message}", e);
        }
    }
}

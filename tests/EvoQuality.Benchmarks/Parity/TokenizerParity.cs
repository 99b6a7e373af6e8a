using System.Text.Json;
using EvoQuality.Language;

namespace EvoQuality.Benchmarks.Parity;

/// <summary>
/// Compares ids and decoded texts with transformers' tokenizer on the texts of a folder made by check_tokenizer.py.
/// </summary>
public static class TokenizerParity
{
    /// <summary>The file that makes a folder one of this kind.</summary>
    public const string FileName = "texts.json";

    /// <summary>The variable that names the folder of the tokenizer's own files, which are not committed.</summary>
    public const string Variable = "EVO_QWEN_TOKENIZER";

    /// <summary>Reads the folder and measures, with the tokenizer that <see cref="Variable"/> names.</summary>
    /// <exception cref="InvalidDataException">The variable is not set.</exception>
    public static TokenizerParityResult Measure(string folder) =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } files
            ? Measure(folder, QwenTokenizer.Load(files))
            : throw new InvalidDataException($"{Variable}: expected the folder of tokenizer.json, found nothing.");

    /// <summary>Reads the folder and measures.</summary>
    public static TokenizerParityResult Measure(string folder, QwenTokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, FileName)));
        var (ids, texts, different) = (0, 0, new List<string>());
        foreach (var one in json.RootElement.GetProperty("texts").EnumerateArray())
        {
            texts++;
            var text = one.GetProperty("text").GetString()!;
            var read = Ids(one, "ids");
            ids += read.Length;
            // A control token in the text is one token only on demand; "plain" is left out where there is none.
            var plain = one.TryGetProperty("plain", out _) ? Ids(one, "plain") : read;
            if (!tokenizer.Encode(text, allowSpecial: true).SequenceEqual(read) || !tokenizer.Encode(text).SequenceEqual(plain))
                different.Add($"ids of {JsonSerializer.Serialize(text)}");
            var decoded = one.TryGetProperty("decoded", out var theirs) ? theirs.GetString() : text;
            if (tokenizer.Decode(read) != decoded || tokenizer.Decode(plain) != decoded)
                different.Add($"text of {JsonSerializer.Serialize(text)}");
        }

        return new TokenizerParityResult { Texts = texts, Ids = ids, Different = different };
    }

    private static int[] Ids(JsonElement one, string key) =>
        [.. one.GetProperty(key).EnumerateArray().Select(id => id.GetInt32())];
}

using System.Text.Json;

namespace EvoQuality.Language;

/// <summary>A token outside the BPE vocabulary; only <paramref name="Special"/> ones are dropped when decoding skips them.</summary>
internal sealed record AddedToken(int Id, string Content, bool Special);

/// <summary>What the published tokenizer files say: vocabulary, merges ("left right", best first) and added tokens.</summary>
internal sealed record TokenizerFiles(
    Dictionary<string, int> Vocabulary, IReadOnlyList<string> Merges, IReadOnlyList<AddedToken> Added, string AddedPath)
{
    /// <summary>Reads tokenizer.json where there is one, else vocab.json, merges.txt and tokenizer_config.json.</summary>
    public static TokenizerFiles Read(string folder)
    {
        var single = Path.Combine(folder, "tokenizer.json");
        var files = File.Exists(single) ? ReadSingle(single) : ReadParts(folder);
        files.Check(folder);
        return files;
    }

    private void Check(string folder)
    {
        foreach (var symbol in ByteAlphabet.Characters)
            if (!Vocabulary.ContainsKey(symbol.ToString()))
                throw new InvalidDataException($"The vocabulary in {folder} has no token '{symbol}': a byte-level BPE has all 256 bytes.");
        if (Vocabulary.Values.Distinct().Count() != Vocabulary.Count || Vocabulary.Values.Min() < 0)
            throw new InvalidDataException($"The vocabulary in {folder} gives one id to two tokens, or a negative id.");
        if (Added.DistinctBy(token => token.Content).Count() != Added.Count)
            throw new InvalidDataException($"{AddedPath} lists an added token twice.");
        foreach (var merge in Merges)
            if (merge.Split(' ') is not [var left, var right] || !Vocabulary.ContainsKey(left)
                || !Vocabulary.ContainsKey(right) || !Vocabulary.ContainsKey(left + right))
                throw new InvalidDataException($"A merge in {folder} is two tokens that join to a third, but one is '{merge}'.");
    }

    private static TokenizerFiles ReadSingle(string path) => Parse(path, root =>
    {
        var model = root.GetProperty("model");
        var merges = model.GetProperty("merges").EnumerateArray().Select(merge =>
            merge.ValueKind == JsonValueKind.Array ? $"{merge[0].GetString()} {merge[1].GetString()}" : Text(merge));
        var added = root.GetProperty("added_tokens").EnumerateArray()
            .Select(token => ReadAdded(token.GetProperty("id").GetInt32(), token));
        return new TokenizerFiles(ReadVocabulary(model.GetProperty("vocab")), [.. merges], [.. added], path);
    });

    private static TokenizerFiles ReadParts(string folder)
    {
        var (vocabPath, mergesPath, configPath) = (Path.Combine(folder, "vocab.json"),
            Path.Combine(folder, "merges.txt"), Path.Combine(folder, "tokenizer_config.json"));
        foreach (var path in (string[])[vocabPath, mergesPath, configPath])
            if (!File.Exists(path))
                throw new InvalidDataException($"{folder} holds neither tokenizer.json nor {Path.GetFileName(path)}.");

        var vocabulary = Parse(vocabPath, ReadVocabulary);
        var merges = File.ReadLines(mergesPath)
            .Where((line, index) => line.Length > 0 && !(index == 0 && line.StartsWith("#version", StringComparison.Ordinal)));
        var added = Parse(configPath, root => root.GetProperty("added_tokens_decoder").EnumerateObject()
            .Select(entry => ReadAdded(int.Parse(entry.Name), entry.Value)).ToList());
        return new TokenizerFiles(vocabulary, [.. merges], added, configPath);
    }

    private static Dictionary<string, int> ReadVocabulary(JsonElement vocabulary) =>
        vocabulary.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetInt32());

    private static AddedToken ReadAdded(int id, JsonElement token) => new(
        id, Text(token.GetProperty("content")), token.TryGetProperty("special", out var special) && special.GetBoolean());

    private static string Text(JsonElement element) => element.GetString() ?? throw new FormatException("expected a text, found null");

    private static T Parse<T>(string path, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return read(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"{path} is not a byte-level BPE tokenizer file: {fault.Message}", fault);
        }
    }
}

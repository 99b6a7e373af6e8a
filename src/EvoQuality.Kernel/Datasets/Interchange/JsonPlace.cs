using System.Globalization;
using System.Text.Json;

namespace EvoQuality.Datasets.Interchange;

/// <summary>Reads values of one JSON object and says where a wrong one is.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">Line of the file, or number of the entry in an array; from 1.</param>
/// <param name="Object">The object.</param>
internal readonly record struct JsonPlace(string File, int Line, JsonElement Object)
{
    /// <summary>The first key that is there; null without.</summary>
    public string? Find(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            if (Object.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null) return key;
        return null;
    }

    /// <summary>A number, or a text that is one.</summary>
    public double Number(string key)
    {
        var value = Object.GetProperty(key);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)) return number;
        return value.ValueKind == JsonValueKind.String ? Number(key, value.GetString()!) : throw Fault(key, "a number", value.ToString());
    }

    /// <summary>A text that is a number.</summary>
    public double Number(string key, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Fault(key, "a number", $"'{text}'");

    /// <summary>A text, or the only text of a list.</summary>
    public string Text(string key) => Object.GetProperty(key) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() == 1 && list[0].ValueKind == JsonValueKind.String => list[0].GetString()!,
        var other => throw Fault(key, "one text", other.ToString()),
    };

    /// <summary>A text that names a picture.</summary>
    public string Image(string key)
    {
        var written = Text(key);
        return PictureName.Normalise(written) is { Length: > 0 } name ? name : throw Fault(key, "a name inside the folder of pictures", $"'{written}'");
    }

    /// <summary>What is wrong with a value.</summary>
    public InvalidDataException Fault(string key, string expected, string found) =>
        new($"{File}, line {Line}, key '{key}': expected {expected}, found {(found.Length > 80 ? found[..80] + "…" : found)}.");

    /// <summary>Text that is not JSON, with its place.</summary>
    public static InvalidDataException NotJson(string file, long line, JsonException e) => new(
        $"{file}, line {line + (e.LineNumber ?? 0)}, column {(e.BytePositionInLine ?? 0) + 1}: expected JSON, found something else ({e.Message.Split(" Path:")[0].TrimEnd('.')}).", e);
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks;

/// <summary>Reads what plotly.js would read from a figure, forgiving as it is: what is missing or of another kind is null.</summary>
internal static class FigureJson
{
    public static JsonNode? At(this JsonNode? node, string path)
    {
        foreach (var name in path.Split('.')) node = node is JsonObject o ? o[name] : null;
        return node;
    }

    public static double? Number(this JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.Number => double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture), // made here it may be an int
        JsonValueKind.String when double.TryParse(node.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) => value,
        _ => null,
    };

    public static string? Text(this JsonNode? node) => node?.GetValueKind() is JsonValueKind.String ? node.ToString() : null;

    public static bool? Truth(this JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The entries of a list; empty for anything else.</summary>
    public static IReadOnlyList<JsonNode?> List(this JsonNode? node) => node is JsonArray list ? [.. list] : [];

    /// <summary>A title given as text or as an object with it, without markup.</summary>
    public static string Title(this JsonNode? node) => node.Text() ?? node.At("text").Text() ?? "";

    /// <summary>The value for one point: an entry of a list, or the one value for all.</summary>
    public static JsonNode? For(this JsonNode? node, int index) =>
        node is JsonArray list ? (index < list.Count ? list[index] : null) : node;
}

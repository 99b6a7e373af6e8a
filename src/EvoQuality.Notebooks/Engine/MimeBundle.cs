using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks;

/// <summary>One value in the forms a front end may choose from: mime type to content.</summary>
/// <param name="Content">Content by mime type; JSON types hold JSON text, pictures base64.</param>
/// <param name="Progress">Set if the value is a progress display; kept out of the content.</param>
public sealed record MimeBundle(IReadOnlyDictionary<string, string> Content, ProgressMark? Progress = null)
{
    /// <summary>The bundle as nbformat writes it: sorted by type, text in lines, JSON as JSON.</summary>
    public JsonObject ToJson()
    {
        var data = new JsonObject();
        foreach (var (mimeType, content) in Content.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            data[mimeType] = mimeType.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(content)
                : IsBinary(mimeType) ? JsonValue.Create(content)
                : MultiLine.Write(content);
        }
        return data;
    }

    private static bool IsBinary(string mimeType) =>
        mimeType.StartsWith("image/", StringComparison.Ordinal) && mimeType != "image/svg+xml";
}

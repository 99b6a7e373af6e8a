using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks;

/// <summary>One output of a code cell, in nbformat's four kinds.</summary>
public sealed class CellOutput
{
    private CellOutput(JsonObject json) => Json = json;

    /// <summary>The output as nbformat JSON.</summary>
    public JsonObject Json { get; }

    /// <summary><c>stream</c>, <c>display_data</c>, <c>execute_result</c> or <c>error</c>.</summary>
    public string Kind => Json["output_type"]?.ToString() ?? "";

    /// <summary>Name under which a display can be updated; null for other outputs. Not saved.</summary>
    public string? DisplayId { get; private init; }

    /// <summary>What a progress display says now; null for other outputs. Not saved.</summary>
    public ProgressMark? Progress { get; private set; }

    /// <summary>Text of a stream, or message of an error.</summary>
    public string Text => Kind == "error" ? MultiLine.Read(Json["evalue"]) : MultiLine.Read(Json["text"]);

    /// <summary>Mime types of the data, if any.</summary>
    public IEnumerable<string> MimeTypes => Json["data"] is JsonObject data ? data.Select(entry => entry.Key) : [];

    /// <summary>Wraps an output read from a file.</summary>
    public static CellOutput FromJson(JsonObject json) => new(json);

    /// <summary>Text written to the console.</summary>
    /// <param name="name"><c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="text">What was written.</param>
    public static CellOutput Stream(string name, string text) =>
        new(new JsonObject { ["name"] = name, ["output_type"] = "stream", ["text"] = MultiLine.Write(text) });

    /// <summary>A value shown with <c>display</c>.</summary>
    public static CellOutput Display(MimeBundle bundle, string displayId)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var json = new JsonObject
        {
            ["data"] = bundle.ToJson(),
            ["metadata"] = new JsonObject(),
            ["output_type"] = "display_data",
        };
        return new CellOutput(json) { DisplayId = displayId, Progress = bundle.Progress };
    }

    /// <summary>The value of a cell's trailing expression.</summary>
    public static CellOutput Result(MimeBundle bundle, int executionCount)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return new CellOutput(new JsonObject
        {
            ["data"] = bundle.ToJson(),
            ["execution_count"] = executionCount,
            ["metadata"] = new JsonObject(),
            ["output_type"] = "execute_result",
        });
    }

    /// <summary>The error that ended a cell.</summary>
    public static CellOutput Error(CellError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var first = error.Message.StartsWith(error.Name, StringComparison.Ordinal) ? error.Message : $"{error.Name}: {error.Message}";
        return new CellOutput(new JsonObject
        {
            ["ename"] = error.Name,
            ["evalue"] = error.Message,
            ["output_type"] = "error",
            ["traceback"] = new JsonArray([.. error.ShortTrace.Prepend(first).Select(l => JsonValue.Create(l))]),
        });
    }

    /// <summary>The data under a mime type as text; null if there is none.</summary>
    public string? Data(string mimeType) => Json["data"]?[mimeType] switch
    {
        null => null,
        JsonObject json => json.ToJsonString(),
        var node => MultiLine.Read(node),
    };

    internal void Replace(MimeBundle bundle)
    {
        Json["data"] = bundle.ToJson();
        Progress = bundle.Progress;
    }
}

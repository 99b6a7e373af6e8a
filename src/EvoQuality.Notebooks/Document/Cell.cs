using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks;

/// <summary>
/// One cell of a notebook: text (Markdown) or code with its outputs. Changes go into the document's JSON.
/// </summary>
public sealed class Cell
{
    private readonly JsonObject _json;

    internal Cell(JsonObject json) => _json = json;

    /// <summary>True for a code cell.</summary>
    public bool IsCode => _json["cell_type"]?.ToString() == "code";

    /// <summary>True for a Markdown cell; a cell that is neither this nor code is raw text.</summary>
    public bool IsMarkdown => _json["cell_type"]?.ToString() == "markdown";

    /// <summary>The text of the cell; lines end in LF.</summary>
    public string Source
    {
        get => MultiLine.Read(_json["source"]);
        set => _json["source"] = MultiLine.Write(value);
    }

    /// <summary>Tags from the cell's metadata, such as <c>parameters</c>.</summary>
    public IReadOnlyList<string> Tags =>
        _json["metadata"]?["tags"] is JsonArray tags ? [.. tags.Select(tag => tag!.ToString())] : [];

    /// <summary>The cell's language where its metadata names one; null otherwise.</summary>
    public string? Language =>
        (_json["metadata"]?["polyglot_notebook"]?["kernelName"] ?? _json["metadata"]?["dotnet_interactive"]?["language"]
            ?? _json["metadata"]?["vscode"]?["languageId"])?.ToString() is { } name and not "polyglot-notebook" ? name : null; // so VS Code calls any of them

    /// <summary>Its name in the file; null if it has none.</summary>
    public string? Id
    {
        get => _json["id"]?.ToString();
        internal set => _json["id"] = value;
    }

    /// <summary>What the file says about it, such as its tags.</summary>
    internal JsonObject Metadata => _json["metadata"] as JsonObject ?? (JsonObject)(_json["metadata"] = new JsonObject());

    /// <summary>True if the file has its text in lines, as Jupyter writes it.</summary>
    internal bool HasLines => _json["source"] is JsonArray;

    /// <summary>True for the names C# has in notebooks.</summary>
    public static bool IsCSharp(string language) => language is "csharp" or "C#" or "cs" or "c#";

    /// <summary>Number of the run that made the outputs; null if it has not run.</summary>
    public int? ExecutionCount => _json["execution_count"] is JsonValue count ? count.GetValue<int>() : null;

    /// <summary>Outputs of a code cell; empty for text.</summary>
    public IReadOnlyList<CellOutput> Outputs =>
        _json["outputs"] is JsonArray outputs ? [.. outputs.Select(o => CellOutput.FromJson(o!.AsObject()))] : [];

    /// <summary>First heading of a text cell without its marks; null if it has none.</summary>
    public string? Heading =>
        Lines.FirstOrDefault(line => line.StartsWith('#') && line.TrimStart('#').StartsWith(' '))?.Trim('#', ' ');

    /// <summary>First comment of a code cell without its slashes; null if it has none.</summary>
    public string? Comment => Lines.FirstOrDefault(line => line.StartsWith("//", StringComparison.Ordinal))?.Trim('/', ' ');

    /// <summary>First line that says something; empty for an empty cell.</summary>
    public string FirstLine => Lines.FirstOrDefault(line => line.Length > 0) ?? "";

    private IEnumerable<string> Lines => Source.Split('\n').Select(line => line.Trim());

    /// <summary>Gives the outputs another number.</summary>
    internal void Renumber(int executionCount)
    {
        _json["execution_count"] = executionCount;
        foreach (var output in Outputs)
            if (output.Kind == "execute_result") output.Json["execution_count"] = executionCount;
    }

    /// <summary>
    /// Replaces the outputs. Later updates of a display reach the document through the output itself.
    /// </summary>
    /// <param name="outputs">The new outputs; each may stand in one cell only.</param>
    /// <param name="executionCount">Number of the run; null clears it.</param>
    public void SetOutputs(IEnumerable<CellOutput> outputs, int? executionCount)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        _json["execution_count"] = executionCount;
        _json["outputs"] = new JsonArray([.. outputs.Select(output => output.Json)]);
    }
}

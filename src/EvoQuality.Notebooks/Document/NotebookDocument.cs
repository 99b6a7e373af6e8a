using System.Text.Json;
using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks;

/// <summary>
/// A notebook file (nbformat 4). The JSON is kept as it was read, so unknown metadata and cell ids survive
/// and an unchanged notebook is written back byte for byte.
/// </summary>
public sealed class NotebookDocument
{
    private readonly JsonObject _root;
    private readonly int _indent;
    private readonly bool _endsWithNewLine;

    private NotebookDocument(JsonObject root, int indent, bool endsWithNewLine)
    {
        _root = root;
        _indent = indent;
        _endsWithNewLine = endsWithNewLine;
        Cells = [.. root["cells"]!.AsArray().Select(cell => new Cell(cell!.AsObject()))];
    }

    internal JsonObject Json => _root;

    /// <summary>The cells, in the order of the file.</summary>
    public IReadOnlyList<Cell> Cells { get; }

    /// <summary>The text of the first heading in a text cell; null if there is none.</summary>
    public string? Title => Cells.Where(cell => !cell.IsCode).Select(cell => cell.Heading).FirstOrDefault(h => h is not null);

    /// <summary>Reads a notebook file.</summary>
    /// <param name="path">File ending in <c>.ipynb</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not a C# notebook in nbformat 4; the message says where.</exception>
    public static NotebookDocument Load(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no notebook {path}.", path);
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads a notebook from its JSON text.</summary>
    /// <param name="json">The content of the file.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="InvalidDataException">The text is not a C# notebook in nbformat 4.</exception>
    public static NotebookDocument Parse(string json, string name)
    {
        ArgumentNullException.ThrowIfNull(json);
        JsonObject? root;
        try
        {
            root = JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{name} is not JSON: fault in line {e.LineNumber + 1}.", e);
        }
        if (root?["nbformat"]?.ToJsonString() is { } format && format != "4") // earlier ones have no list of cells
            throw new InvalidDataException($"{name} is in notebook format {format}; expected 4.{Remedy(format)}");
        if (root is null || root["cells"] is not JsonArray cells || !cells.All(cell => cell is JsonObject))
            throw new InvalidDataException($"{name} is not a notebook: expected a JSON object with a list of cells.");
        if (root["nbformat"] is null) throw new InvalidDataException($"{name} is in notebook format (none); expected 4.");
        if (root["metadata"]?["kernelspec"]?["language"]?.ToString() is { } language && language is not ("C#" or "csharp"))
            throw new InvalidDataException($"{name} holds cells in {language}; expected C#.");

        var secondLine = json.AsSpan(json.IndexOf('\n', StringComparison.Ordinal) + 1);
        var indent = Math.Max(1, secondLine.Length - secondLine.TrimStart(' ').Length);
        return new NotebookDocument(root, indent, json.EndsWith('\n'));
    }

    private static string Remedy(string format) =>
        format is "1" or "2" or "3" ? " To bring it up: jupyter nbconvert --to notebook --nbformat 4." : "";

    /// <summary>The JSON text of the notebook: lines end in LF, indented as the file was.</summary>
    public string ToJson() => JupyterJson.Write(_root, _indent) + (_endsWithNewLine ? "\n" : "");

    /// <summary>The JSON text in Jupyter's own form: indented by one, with a line end at the end.</summary>
    public string ToCleanJson() => JupyterJson.Write(_root, indent: 1) + "\n";

    /// <summary>Writes <see cref="ToCleanJson"/>; the file is whole or untouched.</summary>
    public void SaveClean(string path) => WholeFile.Write(path, ToCleanJson());

    /// <summary>Writes the notebook; the file is whole or untouched.</summary>
    public void Save(string path) => WholeFile.Write(path, ToJson());
}

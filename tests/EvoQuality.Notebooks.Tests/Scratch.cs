using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks.Tests;

/// <summary>A folder of its own for a test, and notebooks made of a few cells.</summary>
internal sealed class Scratch : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("evo-cells-").FullName;

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public string Write(string name, params JsonObject[] cells)
    {
        File.WriteAllText(Path(name), Json(cells));
        return Path(name);
    }

    public static NotebookDocument Notebook(params JsonObject[] cells) => NotebookDocument.Parse(Json(cells), "test.ipynb");

    public static JsonObject Text(string source) =>
        new() { ["cell_type"] = "markdown", ["id"] = "t", ["metadata"] = new JsonObject(), ["source"] = source };

    public static JsonObject Code(string source, params string[] tags) => new()
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["id"] = "c",
        ["metadata"] = new JsonObject { ["tags"] = new JsonArray([.. tags.Select(t => JsonValue.Create(t))]) },
        ["outputs"] = new JsonArray(),
        ["source"] = source,
    };

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Json(JsonObject[] cells) =>
        new JsonObject { ["cells"] = new JsonArray([.. cells]), ["metadata"] = new JsonObject(), ["nbformat"] = 4, ["nbformat_minor"] = 5 }
            .ToJsonString();
}

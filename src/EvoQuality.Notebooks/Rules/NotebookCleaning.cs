using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EvoQuality.Notebooks;

/// <summary>
/// Brings a notebook file into one form, whatever editor wrote it: kernel and language named, an id for every cell, no traces of
/// editors and widgets, execution counts of a whole run from 1, text in lines. What a reader sees stays as it is.
/// </summary>
public static partial class NotebookCleaning
{
    private static readonly string[] KeptOfCell = ["tags", "dotnet_interactive", "polyglot_notebook"];
    private static readonly string[] KeptOfNotebook = ["kernelspec", "language_info", "dotnet_interactive", "polyglot_notebook", "title"];

    /// <summary>Cleans in memory.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="withoutOutputs">True also removes outputs and counts.</param>
    /// <returns>What was changed, one short phrase each; empty if it was clean.</returns>
    public static IReadOnlyList<string> Apply(NotebookDocument notebook, bool withoutOutputs = false)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        var changes = new List<string>();
        Notebook(notebook.Json, changes);
        var ids = new HashSet<string>();
        var before = RunBefore(notebook);
        foreach (var (index, cell) in notebook.Cells.Index())
        {
            Named(cell, index, ids, changes);
            Metadata(cell, index, changes);
            Lines(cell, index, changes);
            if (!cell.IsCode) continue;
            if (withoutOutputs && (cell.Outputs.Count > 0 || cell.ExecutionCount is not null))
            {
                cell.SetOutputs([], executionCount: null);
                changes.Add($"cell {index + 1}: outputs removed");
            }
            if (before != 0 && cell.ExecutionCount is { } old)
            {
                cell.Renumber(old - before);
                changes.Add($"cell {index + 1}: execution count {old} becomes {old - before}");
            }
        }
        return changes;
    }

    // How many cells the session had run before it ran these, all and in order. Other counts stay: they say that this is no whole run.
    private static int RunBefore(NotebookDocument notebook)
    {
        int?[] counts = [.. notebook.Cells.Where(c => c.IsCode && c.FirstLine.Length > 0).Select(c => c.ExecutionCount)];
        return counts is [{ } first, ..] && counts.Index().All(c => c.Item == first + c.Index) ? first - 1 : 0;
    }

    private static void Notebook(JsonObject root, List<string> changes)
    {
        Set(root, "nbformat_minor", JsonValue.Create(5), "nbformat 4.5", changes);
        if (root["metadata"] is not JsonObject metadata) root["metadata"] = metadata = [];
        Set(metadata, "kernelspec", new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = Jupyter.KernelSpec.Name }, "the kernel is named", changes);
        if (metadata["language_info"] is null)
        {
            Set(metadata, "language_info", new JsonObject
            {
                ["file_extension"] = ".cs",
                ["mimetype"] = "text/x-csharp",
                ["name"] = "C#",
                ["pygments_lexer"] = "csharp",
            }, "the language is named", changes);
        }
        Keep(metadata, KeptOfNotebook, "the notebook", changes);
    }

    private static void Named(Cell cell, int index, HashSet<string> ids, List<string> changes)
    {
        if (cell.Id is { } id && Id().IsMatch(id) && ids.Add(id)) return;
        var words = Word().Matches((cell.Heading ?? cell.FirstLine).ToLowerInvariant()).Select(m => m.Value);
        var name = $"{index + 1:00}-{string.Join('-', words)}".TrimEnd('-');
        cell.Id = name.Length > 31 ? name[..31].TrimEnd('-') : name;
        while (!ids.Add(cell.Id)) cell.Id += "x";
        changes.Add($"cell {index + 1}: an id of its own");
    }

    private static void Metadata(Cell cell, int index, List<string> changes)
    {
        var language = cell.Language ?? "csharp"; // perhaps named in what is not kept
        Keep(cell.Metadata, KeptOfCell, $"cell {index + 1}", changes);
        if (cell.IsCode && cell.Language is null)
        {
            cell.Metadata["dotnet_interactive"] = new JsonObject { ["language"] = language };
            changes.Add($"cell {index + 1}: its language is named");
        }
        foreach (var output in cell.Outputs)
            if (output.Json["metadata"] is JsonObject { Count: > 0 } metadata) Keep(metadata, [], $"an output of cell {index + 1}", changes);
    }

    private static void Lines(Cell cell, int index, List<string> changes)
    {
        var source = cell.Source.ReplaceLineEndings("\n");
        if (source == cell.Source && cell.HasLines) return;
        cell.Source = source;
        changes.Add($"cell {index + 1}: its text in lines");
    }

    private static void Set(JsonObject target, string name, JsonNode value, string change, List<string> changes)
    {
        if (JsonNode.DeepEquals(target[name], value)) return;
        target[name] = value;
        changes.Add(change);
    }

    private static void Keep(JsonObject metadata, string[] kept, string owner, List<string> changes)
    {
        foreach (var name in metadata.Select(m => m.Key).Except(kept).ToArray())
        {
            metadata.Remove(name);
            changes.Add($"'{name}' removed from {owner}");
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9-_]{1,64}$")]
    private static partial Regex Id();

    [GeneratedRegex("[a-z0-9]+")]
    private static partial Regex Word();
}

using EvoQuality.Tool;

namespace EvoQuality.Notebooks.Tests;

/// <summary>Runs of the kit's notebooks from end to end through the console, each into a folder of its own.</summary>
internal sealed class NotebookTrial : IDisposable
{
    public Scratch Scratch { get; } = new();

    /// <summary>The committed notebook.</summary>
    public static string Committed(string name) => Repository.PathOrSkip("notebooks", $"{name}.ipynb");

    /// <summary>Runs a notebook, which must end well with a page that asks the network for nothing.</summary>
    /// <param name="name">File name without its ending.</param>
    /// <param name="settings">Parameters, as name=value.</param>
    public async Task<NotebookDocument> RunAsync(string name, params string[] settings)
    {
        var (folder, error) = (Scratch.Path($"out-{Guid.NewGuid():N}"), new StringWriter());
        string[] line = ["run", Committed(name), "--out", folder, .. settings.SelectMany(s => new[] { "--set", s })];
        Assert.True(await ConsoleApp.RunAsync(line, TextWriter.Null, error) == 0, error.ToString());
        Assert.DoesNotContain("src=\"http", File.ReadAllText(Path.Combine(folder, $"{name}.html")), StringComparison.Ordinal);
        return NotebookDocument.Load(Path.Combine(folder, $"{name}.ipynb"));
    }

    /// <summary>All outputs as plain text.</summary>
    public static string Said(NotebookDocument notebook) => string.Join('\n', notebook.Cells.Where(c => c.IsCode).SelectMany(c => c.Outputs)
        .Select(o => o.Kind is "stream" or "error" ? o.Text : o.Data("text/plain") ?? ""));

    public void Dispose() => Scratch.Dispose();
}

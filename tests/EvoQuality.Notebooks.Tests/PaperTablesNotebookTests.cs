using EvoQuality.Tool;

namespace EvoQuality.Notebooks.Tests;

/// <summary>Notebook 12 from end to end: it needs no weights and no pictures.</summary>
public sealed class PaperTablesNotebookTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task It_runs_and_shows_the_published_averages_and_gains()
    {
        var notebook = Path.Combine(NotebookRulesTests.Folder()!, "12-paper-tables.ipynb");
        Assert.True(
            await ConsoleApp.RunAsync(["run", notebook, "--out", _scratch.Path("out"), "--set", "images=300", "--set", "draws=200"], _output, _error) == 0,
            _error.ToString());
        var executed = File.ReadAllText(_scratch.Path("out/12-paper-tables.ipynb"));
        foreach (var shown in new[] { "+31.8 %", "+25.2 %", "+26.9 %", "0.770 / 0.726", "PLCC 0.7699   SRCC 0.7263", "'=HYPERLINK(evil)", "\\\\toprule" })
            Assert.Contains(shown, executed, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", File.ReadAllText(_scratch.Path("out/12-paper-tables.html")), StringComparison.Ordinal);
    }
}

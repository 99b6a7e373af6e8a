using System.Text.RegularExpressions;

namespace EvoQuality.Notebooks.Tests;

/// <summary>What every notebook of the kit keeps to, so that it can be read in a quarter of an hour.</summary>
public partial class NotebookRulesTests
{
    public static TheoryData<string> Names => [.. Files().Select(f => Path.GetFileName(f))];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_opens_with_a_title_the_library_and_plain_parameters(string name)
    {
        var cells = Cells(name);
        Assert.StartsWith("# ", cells[0].Source, StringComparison.Ordinal);
        Assert.StartsWith("#r \"../artifacts/", cells[1].Source, StringComparison.Ordinal);
        Assert.Contains(ParameterCell.Tag, cells[2].Tags);
        Assert.Equal(Regex.Count(cells[2].Source, "^var |; var ", RegexOptions.Multiline), ParameterCell.Read(cells[2].Source).Count);
        Assert.Single(cells, c => c.Tags.Contains(ParameterCell.Tag));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_cells_are_short(string name)
    {
        var cells = Cells(name);
        Assert.InRange(cells.Count, 20, 45);
        int[] lines = [.. cells.Where(c => c.IsCode).Select(c => c.Source.Split('\n').Length).Order()];
        Assert.InRange(lines.Length, 8, 18);
        Assert.InRange(lines[^1], 1, 20);
        Assert.InRange(lines[lines.Length / 2], 1, 8);
        Assert.All(cells.Where(c => c.IsCode), c => Assert.True(c.Source.Split('\n').Max(l => l.Length) <= 105, c.Source));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_ends_with_what_we_saw_what_to_try_and_links_that_lead_somewhere(string name)
    {
        var last = Cells(name)[^1];
        Assert.True(last.IsMarkdown);
        Assert.Contains("## What we saw", last.Source, StringComparison.Ordinal);
        Assert.Contains("## Try", last.Source, StringComparison.Ordinal);
        Assert.NotEmpty(Link().Matches(last.Source));
        Assert.All(
            Cells(name).Where(c => c.IsMarkdown).SelectMany(c => Link().Matches(c.Source)).Select(m => m.Groups[1].Value)
                .Where(l => !l.StartsWith("https://", StringComparison.Ordinal)),
            l => Assert.True(File.Exists(Path.Combine(Folder()!, l)), $"{name} links to {l}, which is not there"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_names_the_kernel_and_gives_every_cell_an_id_of_its_own(string name)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(Folder()!, name)))!;
        Assert.Equal((4, 5), ((int)json["nbformat"]!, (int)json["nbformat_minor"]!));
        Assert.Equal(".net-csharp", json["metadata"]!["kernelspec"]!["name"]!.ToString());
        string[] ids = [.. json["cells"]!.AsArray().Select(c => c!["id"]!.ToString())];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[a-zA-Z0-9-_]{1,64}$", id));
    }

    internal static string? Folder()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "EvoQuality.sln"))) root = root.Parent;
        return root is null ? null : Path.Combine(root.FullName, "notebooks");
    }

    private static IEnumerable<string> Files() => Folder() is { } folder ? Directory.EnumerateFiles(folder, "*.ipynb").Order() : [];

    private static IReadOnlyList<Cell> Cells(string name) => NotebookDocument.Load(Path.Combine(Folder()!, name)).Cells;

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}

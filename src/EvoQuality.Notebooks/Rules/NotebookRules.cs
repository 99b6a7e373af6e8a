using System.Text.RegularExpressions;

namespace EvoQuality.Notebooks;

/// <summary>
/// What every notebook of the kit keeps to, so that it can be read in a quarter of an hour: a fixed opening and closing, short
/// cells, no logic, plain scripting, outputs of one run, clean metadata. A notebook for looking things up
/// (<c>REF-…</c>) has no size and no closing.
/// </summary>
public static partial class NotebookRules
{
    private const int LongestCell = 20;
    private const int MedianCell = 8;
    private const int LongestLine = 105;
    private const int TextLines = 6;
    private const int TextBullets = 5;

    /// <summary>All breaches.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="path">Its file: for its name, its size and the links in it.</param>
    public static IReadOnlyList<RuleBreach> Check(NotebookDocument notebook, string path)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        ArgumentNullException.ThrowIfNull(path);
        var reference = Path.GetFileName(path).StartsWith("REF-", StringComparison.Ordinal);
        return
        [
            .. Name(path), .. Opening(notebook.Cells), .. reference ? [] : Closing(notebook.Cells), .. Size(notebook.Cells, reference),
            .. CodeRules.Check(notebook.Cells), .. Links(notebook.Cells, path), .. OutputRules.Check(notebook, path),
            .. MetadataRules.Check(notebook, path),
        ];
    }

    private static IEnumerable<RuleBreach> Name(string path)
    {
        if (!FileName().IsMatch(Path.GetFileName(path)))
            yield return new("name", null, $"expected NN-kebab-title.ipynb or REF-kebab-title.ipynb, found {Path.GetFileName(path)}");
    }

    private static IEnumerable<RuleBreach> Opening(IReadOnlyList<Cell> cells)
    {
        if (cells.Count < 3)
        {
            yield return new("opening", null, $"expected a title, the library and parameters, found {cells.Count} cells");
            yield break;
        }
        if (!cells[0].IsMarkdown || !cells[0].Source.StartsWith("# ", StringComparison.Ordinal))
            yield return new("opening", 1, "expected a text cell that begins with the title (# …)");
        if (!cells[1].IsCode || !cells[1].Source.StartsWith("#r \"", StringComparison.Ordinal))
            yield return new("opening", 2, "expected code that begins with #r to the library");
        else if (cells[1].Source.Split('\n').FirstOrDefault(line => !SetUp().IsMatch(line)) is { } other)
            yield return new("opening", 2, $"expected #r, using and Formatters.Register() only, found '{other.Trim()}'");
        if (!cells[2].Tags.Contains(ParameterCell.Tag))
            yield return new("opening", 3, "expected the cell tagged 'parameters'");
        else if (ParameterCell.Read(cells[2].Source).Count is var read && cells[2].Source.Split('\n').Count(l => l.TrimStart().Length > 0 && !l.TrimStart().StartsWith("//", StringComparison.Ordinal)) is var lines && read < lines)
            yield return new("opening", 3, $"expected plain declarations (var name = literal;) only; {read} of {lines} lines are");
        if (cells.Index().Skip(3).FirstOrDefault(c => c.Item.Tags.Contains(ParameterCell.Tag)) is { Item: not null } second)
            yield return new("opening", second.Index + 1, "expected one cell tagged 'parameters', this is another");
    }

    private static IEnumerable<RuleBreach> Closing(IReadOnlyList<Cell> cells)
    {
        var last = cells.Count > 0 ? cells[^1] : null;
        if (last is not { IsMarkdown: true })
        {
            yield return new("closing", cells.Count, "expected a text cell at the end");
            yield break;
        }
        foreach (var heading in (string[])["## What we saw", "## Try"])
            if (!last.Source.Contains(heading, StringComparison.Ordinal)) yield return new("closing", cells.Count, $"expected '{heading}'");
        if (!Link().IsMatch(last.Source)) yield return new("closing", cells.Count, "expected a link to go on with");
    }

    private static IEnumerable<RuleBreach> Size(IReadOnlyList<Cell> cells, bool reference)
    {
        int[] lengths = [.. cells.Where(c => c.IsCode).Select(c => c.Source.Split('\n').Length).Order()];
        if (!reference && cells.Count is < 20 or > 45) yield return new("size", null, $"expected 20 to 45 cells, found {cells.Count}");
        if (!reference && lengths.Length is < 8 or > 18) yield return new("size", null, $"expected 8 to 18 code cells, found {lengths.Length}");
        if (lengths.Length > 0 && lengths[lengths.Length / 2] > MedianCell)
            yield return new("size", null, $"expected a median of at most {MedianCell} lines per code cell, found {lengths[lengths.Length / 2]}");
        foreach (var (index, cell) in cells.Index())
        {
            var lines = cell.Source.Split('\n');
            if (cell.IsCode && lines.Length > LongestCell) yield return new("size", index + 1, $"expected at most {LongestCell} lines of code, found {lines.Length}");
            if (cell.IsCode && lines.Max(l => l.Length) is var longest && longest > LongestLine) yield return new("size", index + 1, $"expected lines of at most {LongestLine} characters, found {longest}");
            if (!cell.IsMarkdown || index == 0 || index == cells.Count - 1) continue; // opening and closing have a form of their own
            var bullets = lines.Count(l => Bullet().IsMatch(l));
            var text = lines.Count(l => l.Trim().Length > 0 && !Bullet().IsMatch(l) && !l.StartsWith('|'));
            if (bullets > TextBullets || text > TextLines) yield return new("size", index + 1, $"expected at most {TextLines} lines and {TextBullets} bullets of text, found {text} and {bullets}");
        }
    }

    private static IEnumerable<RuleBreach> Links(IReadOnlyList<Cell> cells, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (var (index, cell) in cells.Index().Where(c => c.Item.IsMarkdown))
            foreach (var link in Link().Matches(cell.Source).Select(m => m.Groups[1].Value.Split('#')[0]))
                if (link.Length > 0 && !link.Contains(':', StringComparison.Ordinal) && !File.Exists(Path.Combine(folder, link)) && !Directory.Exists(Path.Combine(folder, link)))
                    yield return new("links", index + 1, $"{link} is not there");
    }

    [GeneratedRegex(@"^([0-9]{2}|REF)-[a-z0-9]+(-[a-z0-9]+)*\.ipynb$")]
    private static partial Regex FileName();

    [GeneratedRegex(@"^\s*($|//|#r ""|#i ""|using [\w.= <>]+;|Formatters\.Register\(\);)")]
    private static partial Regex SetUp();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\s*([-*+]|\d+\.)\s")]
    private static partial Regex Bullet();
}

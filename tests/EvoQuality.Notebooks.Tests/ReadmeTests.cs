using System.Text.RegularExpressions;

namespace EvoQuality.Notebooks.Tests;

/// <summary>What the documents say is there, is there.</summary>
public partial class ReadmeTests
{
    [Fact]
    public void Every_path_in_the_tree_exists() =>
        Assert.DoesNotContain(Tree(), path => !Path.Exists(Repository.PathOrSkip(path)));

    [Fact]
    public void Every_source_folder_is_in_the_tree()
    {
        var named = Tree().Select(path => path.TrimEnd('/')).ToHashSet();
        var root = Repository.PathOrSkip();
        Assert.Empty(from folder in Directory.EnumerateDirectories(Repository.PathOrSkip("src"), "*", SearchOption.AllDirectories)
                     let path = Path.GetRelativePath(root, folder).Replace('\\', '/')
                     where !named.Contains(path) && path.Split('/') is var parts && !parts.Contains("bin") && !parts.Contains("obj")
                     select path);
    }

    [Fact]
    public void Every_path_in_the_tree_has_a_remark() =>
        Assert.All(TreeLines(), line => Assert.Matches(@"^ *\S+ {2,}\S", line));

    [Fact]
    public void Every_link_to_a_file_leads_somewhere() =>
        Assert.Empty(from document in Documents()
                     from Match link in Link().Matches(File.ReadAllText(document))
                     let target = Path.Combine(Path.GetDirectoryName(document)!, link.Groups[1].Value)
                     where !Path.Exists(target)
                     select $"{document}: {link.Groups[1].Value}");

    [Fact]
    public void Every_file_of_the_paper_map_exists()
    {
        string[] roots = [Repository.PathOrSkip("src", "EvoQuality.Kernel"), Repository.PathOrSkip("tests", "EvoQuality.Kernel.Tests")];
        var files = SourceFile().Matches(File.ReadAllText(Repository.PathOrSkip("notebooks", "notes", "paper-map.md"))).Select(m => m.Groups[1].Value).ToList();
        Assert.True(files.Count > 30, "the map names its files as `Folder/File.cs`");
        Assert.DoesNotContain(files, file => !roots.Any(root => File.Exists(Path.Combine(root, file))));
    }

    [Fact]
    public void A_decision_record_fits_forty_lines() =>
        Assert.All(
            Directory.EnumerateFiles(Repository.PathOrSkip("notebooks", "notes", "decisions"), "*.md"),
            record => Assert.InRange(File.ReadLines(record).Count(), 5, 40));

    private static IEnumerable<string> Documents() =>
        new[] { "", "environment", "notebooks" }.SelectMany(folder => Directory.EnumerateFiles(
            Repository.PathOrSkip(folder), "*.md", folder.Length == 0 ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories));

    /// <summary>The lines of the code block under "## Tree".</summary>
    private static string[] TreeLines()
    {
        var text = File.ReadAllText(Repository.PathOrSkip("README.md")).ReplaceLineEndings("\n");
        var start = text.IndexOf("```\n", text.IndexOf("## Tree\n", StringComparison.Ordinal), StringComparison.Ordinal) + 4;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)].TrimEnd('\n').Split('\n');
    }

    /// <summary>Paths from the root: a line indented deeper lies in the nearest line above that is indented less.</summary>
    private static List<string> Tree()
    {
        var (paths, open) = (new List<string>(), new Stack<(int Indent, string Path)>());
        foreach (var line in TreeLines())
        {
            var name = line.TrimStart();
            var indent = line.Length - name.Length;
            while (open.TryPeek(out var above) && above.Indent >= indent) open.Pop();
            var path = (open.TryPeek(out var folder) ? folder.Path : "") + name.Split(' ')[0];
            paths.Add(path);
            open.Push((indent, path));
        }

        return paths;
    }

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#]+)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`(\w+(?:/\w+)+\.cs)`")]
    private static partial Regex SourceFile();
}

namespace EvoQuality.Notebooks.Tests;

/// <summary>What every notebook of the kit keeps to, so that it can be read in a quarter of an hour.</summary>
public class NotebookRulesTests
{
    public static TheoryData<string> Names => [.. Files().Select(f => Path.GetFileName(f))];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_keeps_to_the_rules(string name)
    {
        var path = Path.Combine(Folder()!, name);
        Assert.Empty(NotebookRules.Check(NotebookDocument.Load(path), path));
    }

    internal static string? Folder()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "EvoQuality.sln"))) root = root.Parent;
        return root is null ? null : Path.Combine(root.FullName, "notebooks");
    }

    private static IEnumerable<string> Files() => Folder() is { } folder ? Directory.EnumerateFiles(folder, "*.ipynb").Order() : [];
}

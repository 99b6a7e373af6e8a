namespace EvoQuality.Notebooks;

/// <summary>The file is as <see cref="NotebookCleaning"/> leaves it, so that changes of it can be read.</summary>
internal static class MetadataRules
{
    public static IEnumerable<RuleBreach> Check(NotebookDocument notebook, string path)
    {
        var text = File.Exists(path) ? File.ReadAllText(path) : notebook.ToJson();
        if (text.Contains('\r', StringComparison.Ordinal)) yield return new("metadata", null, "expected lines that end in LF, found CR");
        var cleaned = NotebookDocument.Parse(text, path);
        foreach (var change in NotebookCleaning.Apply(cleaned)) yield return new("metadata", null, $"{change} (evoquality clean mends it)");
    }
}

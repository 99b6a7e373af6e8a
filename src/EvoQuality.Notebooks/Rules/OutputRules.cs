namespace EvoQuality.Notebooks;

/// <summary>The outputs are those of one whole run, without errors, and small enough to be kept with the sources.</summary>
internal static class OutputRules
{
    private const int LargestFile = 400 * 1024;
    private const int LargestPicture = 40 * 1024;

    public static IEnumerable<RuleBreach> Check(NotebookDocument notebook, string path)
    {
        var code = notebook.Cells.Index().Where(c => c.Item.IsCode && c.Item.FirstLine.Length > 0).ToList();
        if (code.All(c => c.Item.ExecutionCount is null))
        {
            yield return new("outputs", null, "none: run it with evoquality run --in-place");
        }
        else
        {
            foreach (var (place, (index, cell)) in code.Index())
                if (cell.ExecutionCount != place + 1)
                    yield return new("outputs", index + 1, $"expected execution count {place + 1}, found {cell.ExecutionCount?.ToString() ?? "none"}: not of one whole run");
        }
        foreach (var (index, cell) in code)
        {
            if (cell.Outputs.Any(o => o.Kind == "error")) yield return new("outputs", index + 1, "an error");
            foreach (var picture in cell.Outputs.SelectMany(o => o.MimeTypes.Where(m => m.StartsWith("image/", StringComparison.Ordinal) && !m.Contains("svg", StringComparison.Ordinal)).Select(m => o.Data(m)!.Length * 3 / 4)))
                if (picture > LargestPicture) yield return new("outputs", index + 1, $"a picture of {picture / 1024} KB; expected at most {LargestPicture / 1024}");
        }
        if (File.Exists(path) && new FileInfo(path).Length is var length && length > LargestFile)
            yield return new("outputs", null, $"the file has {length / 1024} KB; expected at most {LargestFile / 1024}");
    }
}

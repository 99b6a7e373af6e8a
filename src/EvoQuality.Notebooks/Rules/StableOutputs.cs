namespace EvoQuality.Notebooks;

/// <summary>Cells tagged <c>stable</c> say the same in every run.</summary>
public static class StableOutputs
{
    /// <summary>The tag.</summary>
    public const string Tag = "stable";

    /// <summary>Where the plain text of a stable cell differs between two runs of one notebook.</summary>
    /// <param name="kept">The notebook as it is kept.</param>
    /// <param name="run">The same after a new run.</param>
    public static IEnumerable<RuleBreach> Compare(NotebookDocument kept, NotebookDocument run)
    {
        ArgumentNullException.ThrowIfNull(kept);
        ArgumentNullException.ThrowIfNull(run);
        foreach (var (index, (before, after)) in kept.Cells.Zip(run.Cells).Index())
        {
            if (!before.Tags.Contains(Tag)) continue;
            var (old, now) = (Text(before), Text(after));
            if (old != now) yield return new("stable", index + 1, $"expected '{Short(old)}', a new run says '{Short(now)}'");
        }
    }

    private static string Text(Cell cell) =>
        string.Join('\n', cell.Outputs.Select(o => o.Kind is "stream" or "error" ? o.Text : o.Data("text/plain") ?? "")).Trim();

    private static string Short(string text) => text.Length > 60 ? text[..60] + "…" : text;
}

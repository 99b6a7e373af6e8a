namespace EvoQuality.Notebooks;

/// <summary>
/// Names code cells for a progress line: the cell's first comment, else the heading above it, else its first
/// line.
/// </summary>
internal static class CellTitles
{
    /// <summary>The code cells that are not empty, in order, with their titles.</summary>
    public static IEnumerable<(Cell Cell, string Title)> Of(NotebookDocument notebook)
    {
        string? heading = null;
        foreach (var cell in notebook.Cells)
        {
            if (!cell.IsCode)
            {
                heading = cell.Heading ?? heading;
                continue;
            }
            if (cell.FirstLine.Length == 0) continue;
            yield return (cell, cell.Comment ?? heading ?? cell.FirstLine);
        }
    }
}

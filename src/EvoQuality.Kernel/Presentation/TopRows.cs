using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <summary>The beginning of a table.</summary>
public static class TopRows
{
    /// <summary>The first rows, or all where there are fewer (which <c>Head</c> refuses).</summary>
    /// <param name="table">Any table.</param>
    /// <param name="most">Rows at most; 0 or more.</param>
    public static DataFrame Top(this DataFrame table, int most)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        return table.Head((int)Math.Min(most, table.Rows.Count));
    }
}

using EvoQuality.Imaging;

namespace EvoQuality.Qwen25VL;

/// <summary>
/// The order in which the vision tower sees merged cells: window by window (row-major), cell by cell inside a window.
/// Windows at the right and bottom edges are smaller; there is no padding.
/// </summary>
internal sealed class WindowOrder
{
    private WindowOrder(long[] cells, int[] windowLengths, int[] imageLengths) =>
        (Cells, WindowLengths, ImageLengths) = (cells, windowLengths, imageLengths);

    /// <summary>For each place in window order, the merged cell (over all images, row-major inside each) that stands there.</summary>
    public long[] Cells { get; }

    /// <summary>Patches per window, in order.</summary>
    public int[] WindowLengths { get; }

    /// <summary>Patches per image, in order.</summary>
    public int[] ImageLengths { get; }

    /// <summary>The inverse permutation of <see cref="Cells"/>.</summary>
    public long[] Inverse()
    {
        var inverse = new long[Cells.Length];
        for (var i = 0; i < inverse.Length; i++) inverse[Cells[i]] = i;
        return inverse;
    }

    /// <summary>Order for a list of still images.</summary>
    public static WindowOrder Of(IReadOnlyList<PatchGrid> grids, VisionConfig config)
    {
        var side = config.WindowSize / config.PatchSize / config.SpatialMergeSize;
        var cells = new List<long>();
        var windows = new List<int>();
        var start = 0L;
        foreach (var grid in grids)
        {
            var (rows, columns) = (grid.Height / config.SpatialMergeSize, grid.Width / config.SpatialMergeSize);
            for (var top = 0; top < rows; top += side)
            {
                for (var left = 0; left < columns; left += side)
                {
                    var before = cells.Count;
                    for (var row = top; row < Math.Min(top + side, rows); row++)
                        for (var column = left; column < Math.Min(left + side, columns); column++)
                            cells.Add(start + (row * columns) + column);
                    windows.Add((cells.Count - before) * config.MergeUnit);
                }
            }

            start += rows * columns;
        }

        return new WindowOrder([.. cells], [.. windows], [.. grids.Select(g => g.Height * g.Width)]);
    }
}

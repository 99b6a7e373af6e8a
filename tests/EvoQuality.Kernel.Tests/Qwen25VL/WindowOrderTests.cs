using EvoQuality.Imaging;
using EvoQuality.Qwen25VL;

namespace EvoQuality.Kernel.Tests;

public class WindowOrderTests
{
    // Windows of 2x2 merged cells, cells of 2x2 patches.
    private static readonly VisionConfig Vision = TinyPolicy.Config(tied: true).Vision;

    [Fact]
    public void Windows_are_cut_at_the_right_and_the_bottom()
    {
        // 3 rows, 5 columns of cells:   0  1 |  2  3 |  4
        //                               5  6 |  7  8 |  9
        //                              10 11 | 12 13 | 14
        var order = WindowOrder.Of([new PatchGrid(1, 6, 10)], Vision);
        Assert.Equal([0, 1, 5, 6, 2, 3, 7, 8, 4, 9, 10, 11, 12, 13, 14], order.Cells);
        Assert.Equal([16, 16, 8, 8, 8, 4], order.WindowLengths);
        Assert.Equal([60], order.ImageLengths);
    }

    [Fact]
    public void A_grid_that_windows_divide_has_whole_windows_only()
    {
        var order = WindowOrder.Of([new PatchGrid(1, 4, 8)], Vision);
        Assert.Equal([0, 1, 4, 5, 2, 3, 6, 7], order.Cells);
        Assert.Equal([16, 16], order.WindowLengths);
    }

    [Fact]
    public void Images_follow_each_other_and_share_no_window()
    {
        var order = WindowOrder.Of([new PatchGrid(1, 2, 2), new PatchGrid(1, 2, 6)], Vision);
        Assert.Equal([0, 1, 2, 3], order.Cells);
        Assert.Equal([4, 8, 4], order.WindowLengths);
        Assert.Equal([4, 12], order.ImageLengths);
    }

    [Fact]
    public void The_inverse_puts_every_cell_back()
    {
        var order = WindowOrder.Of([new PatchGrid(1, 6, 10), new PatchGrid(1, 8, 6)], Vision);
        var inverse = order.Inverse();
        Assert.Equal(Enumerable.Range(0, 27).Select(i => (long)i), inverse.Select(place => order.Cells[place]));
    }
}

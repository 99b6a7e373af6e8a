using EvoQuality.Presentation;
using Microsoft.Data.Analysis;

namespace EvoQuality.Kernel.Tests;

public sealed class TopRowsTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(8, 3)]
    [InlineData(0, 0)]
    public void A_table_shorter_than_asked_is_shown_whole(int most, int rows)
    {
        var table = new DataFrame(new Int32DataFrameColumn("n", [5, 6, 7]));
        Assert.Equal(Enumerable.Range(5, rows), table.Top(most)["n"].Cast<int>());
    }
}

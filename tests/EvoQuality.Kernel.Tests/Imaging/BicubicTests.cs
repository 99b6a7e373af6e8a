using EvoQuality.Benchmarks.Parity;
using EvoQuality.Imaging;

namespace EvoQuality.Kernel.Tests;

public class BicubicTests
{
    [Fact]
    public void The_same_size_is_a_copy()
    {
        var source = TestPattern.Create(33, 40);
        var copy = Bicubic.Resize(source, source.Width, source.Height, Resampling.Torchvision);
        Assert.Equal(source.Pixels, copy.Pixels);
        Assert.NotSame(source.Pixels, copy.Pixels);
    }

    [Fact]
    public void One_colour_stays_that_colour()
    {
        var grey = new RgbImage(37, 23, [.. Enumerable.Repeat((byte)201, 37 * 23 * 3)]);
        foreach (var resampling in Enum.GetValues<Resampling>())
            Assert.All(Bicubic.Resize(grey, 11, 50, resampling).Pixels, p => Assert.Equal(201, p));
    }
}

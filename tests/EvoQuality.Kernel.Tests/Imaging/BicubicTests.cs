using EvoQuality.Imaging;

namespace EvoQuality.Kernel.Tests;

public class BicubicTests
{
    [Theory]
    [InlineData(Resampling.Pillow, "pillow")]
    [InlineData(Resampling.Torchvision, "torchvision")]
    public void Every_pixel_equals_the_named_library(Resampling resampling, string key)
    {
        var different = new List<string>();
        foreach (var one in ImageFixture.Cases("resize"))
        {
            var (width, height) = (one.GetProperty("width").GetInt32(), one.GetProperty("height").GetInt32());
            var source = ImageFixture.Source(one.GetProperty("source"));
            var resized = Bicubic.Resize(source, width, height, resampling);
            Assert.Equal((width, height), (resized.Width, resized.Height));
            if (ImageFixture.Sha256(resized.Pixels) != one.GetProperty(key).GetString())
                different.Add($"{source.Width}x{source.Height} -> {width}x{height}");
        }

        Assert.Empty(different);
    }

    [Fact]
    public void The_same_size_is_a_copy()
    {
        var source = ImageFixture.Source(0);
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

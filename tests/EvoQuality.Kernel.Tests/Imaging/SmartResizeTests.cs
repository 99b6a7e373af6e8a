using EvoQuality.Imaging;
using FsCheck.Xunit;

namespace EvoQuality.Kernel.Tests;

public class SmartResizeTests
{
    [Fact]
    public void Sizes_equal_transformers()
    {
        foreach (var one in ImageFixture.Cases("smart_resize"))
        {
            var options = new ImageProcessorOptions { MaxPixels = one[2].GetInt32() };
            Assert.Equal((one[3].GetInt32(), one[4].GetInt32()), SmartResize.Fit(one[0].GetInt32(), one[1].GetInt32(), options));
        }
    }

    [Fact]
    public void Halves_round_to_even_as_in_Python()
    {
        var options = new ImageProcessorOptions { MinPixels = 1 };
        Assert.Equal((56, 56), SmartResize.Fit(42, 70, options));
        Assert.Equal((112, 84), SmartResize.Fit(98, 84, options));
    }

    [Fact]
    public void A_side_200_times_the_other_passes_and_201_times_does_not()
    {
        Assert.Equal((812, 28), SmartResize.Fit(200, 1, new ImageProcessorOptions()));
        var fault = Assert.Throws<ArgumentException>(() => SmartResize.Fit(2010, 10, new ImageProcessorOptions()));
        Assert.Contains("2010x10", fault.Message);
        Assert.Contains("200", fault.Message);
    }

    [Property]
    public bool Sides_are_multiples_of_the_factor_and_the_area_is_within_limits(ushort a, ushort b)
    {
        // Aspect ratios up to 2: beyond that one token per side may exceed the limit, as in transformers.
        var (width, height) = (1000 + (a % 1000), 1000 + (b % 1000));
        var options = new ImageProcessorOptions { MinPixels = 200_000, MaxPixels = 400_000 };
        var (w, h) = SmartResize.Fit(width, height, options);
        return w % 28 == 0 && h % 28 == 0 && w * h >= 200_000 && w * h <= 400_000;
    }
}

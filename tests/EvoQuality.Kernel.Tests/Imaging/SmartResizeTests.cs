using EvoQuality.Imaging;
using FsCheck.Xunit;

namespace EvoQuality.Kernel.Tests;

public class SmartResizeTests
{
    private static readonly PixelLimits Published = new ImageProcessorOptions().Limits;

    [Fact]
    public void Halves_round_to_even_as_in_Python()
    {
        Assert.Equal((56, 56), SmartResize.Fit(42, 70, 28, new PixelLimits(1, 12_845_056)));
        Assert.Equal((112, 84), SmartResize.Fit(98, 84, 28, new PixelLimits(1, 12_845_056)));
    }

    [Fact]
    public void A_side_200_times_the_other_passes_and_201_times_does_not()
    {
        Assert.Equal((812, 28), SmartResize.Fit(200, 1, 28, Published));
        var fault = Assert.Throws<ArgumentException>(() => SmartResize.Fit(2010, 10, 28, Published));
        Assert.Contains("2010x10", fault.Message);
        Assert.Contains("200", fault.Message);
    }

    [Property]
    public bool Sides_are_multiples_of_the_factor_and_the_area_is_within_limits(ushort a, ushort b)
    {
        // Aspect ratios up to 2: beyond that one token per side may exceed the limit, as in transformers.
        var (width, height) = (1000 + (a % 1000), 1000 + (b % 1000));
        var (w, h) = SmartResize.Fit(width, height, 28, new PixelLimits(200_000, 400_000));
        return w % 28 == 0 && h % 28 == 0 && w * h >= 200_000 && w * h <= 400_000;
    }
}

using EvoQuality.Datasets;
using EvoQuality.Imaging;

namespace EvoQuality.Kernel.Tests;

public sealed class CentreCropTests
{
    /// <summary>Red is the column, green the row.</summary>
    private static RgbImage Numbered(int width, int height)
    {
        var image = new RgbImage(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++) (image.Pixels[((y * width) + x) * 3], image.Pixels[(((y * width) + x) * 3) + 1]) = ((byte)x, (byte)y);
        return image;
    }

    [Theory]
    [InlineData(10, 8, 4, 3, 2)] // (10 - 4) / 2, (8 - 4) / 2
    [InlineData(9, 7, 4, 2, 1)] // an odd pixel is left over on the right and below
    public void The_middle_keeps_its_pixels(int width, int height, int side, int left, int top)
    {
        var middle = CentreCrop.Of(Numbered(width, height), side);
        Assert.Equal((side, side), (middle.Width, middle.Height));
        Assert.Equal((left, top), (middle.Pixels[0], middle.Pixels[1]));
        Assert.Equal((left + side - 1, top + side - 1), (middle.Pixels[^3], middle.Pixels[^2]));
    }

    [Fact]
    public void A_shorter_side_is_taken_whole()
    {
        var middle = CentreCrop.Of(Numbered(10, 3), 4);
        Assert.Equal((4, 3), (middle.Width, middle.Height));
        Assert.Equal((3, 0), (middle.Pixels[0], middle.Pixels[1]));
    }

    [Fact]
    public void The_middle_of_a_set_is_of_other_pictures_with_the_same_opinions()
    {
        var set = new ImageSet("photos", [new IqaImage("a.png", () => Numbered(10, 8), 3.5) { Std = 0.5, Split = "test" }]);
        var middle = set.Middle(4).Images[0];
        Assert.Equal(("a.png#4", 3.5, 0.5, "test"), (middle.Id, middle.Mos, middle.Std, middle.Split));
        Assert.Null(middle.File);
        Assert.Equal(CentreCrop.Of(Numbered(10, 8), 4).Pixels, middle.Load().Pixels);
    }
}

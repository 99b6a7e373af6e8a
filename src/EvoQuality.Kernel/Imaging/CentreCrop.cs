namespace EvoQuality.Imaging;

/// <summary>The middle of a picture at its own resolution. Shrinking a photograph takes away the fine detail, noise and blur that its quality shows in.</summary>
public static class CentreCrop
{
    /// <summary>The middle square; a side shorter than it is taken whole.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="side">Pixels, 1 or more.</param>
    public static RgbImage Of(RgbImage image, int side)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        var (width, height) = (Math.Min(side, image.Width), Math.Min(side, image.Height));
        var (left, top) = ((image.Width - width) / 2, (image.Height - height) / 2);
        var middle = new RgbImage(width, height);
        for (var y = 0; y < height; y++)
            image.Pixels.AsSpan((((top + y) * image.Width) + left) * 3, width * 3).CopyTo(middle.Pixels.AsSpan(y * width * 3));
        return middle;
    }
}

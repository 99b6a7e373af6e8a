using EvoQuality.Benchmarks.Parity;
using EvoQuality.Imaging;

namespace EvoQuality.Kernel.Tests;

public class ImageProcessorTests
{
    [Fact]
    public void Four_neighbours_of_a_token_follow_each_other_and_frames_repeat()
    {
        // 56x56 with one grey level per patch: 4x4 patches numbered along rows.
        var image = new RgbImage(56, 56);
        for (var y = 0; y < 56; y++)
            for (var x = 0; x < 56; x++)
                image.Pixels.AsSpan(((y * 56) + x) * 3, 3).Fill((byte)((y / 14 * 4) + (x / 14)));
        var rows = new ImageProcessor(new ImageProcessorOptions { Mean = [0, 0, 0], Std = [1, 1, 1] }).Process(image);

        var order = Enumerable.Range(0, 16).Select(p => (int)Math.Round(rows.Values[p * 1176] * 255));
        Assert.Equal([0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15], order);
        Assert.Equal(rows.Values[..196], rows.Values[196..392]);
    }

    [Fact]
    public void Limits_of_one_picture_go_before_those_of_the_run()
    {
        var processor = new ImageProcessor(new ImageProcessorOptions { MaxPixels = 784 * 4 });
        var image = new RgbImage(280, 280);
        Assert.Equal(new PatchGrid(1, 4, 4), processor.Process(image).Grid);
        Assert.Equal(new PatchGrid(1, 20, 20), processor.Process(image, new PixelLimits(784, 280 * 280)).Grid);
        Assert.Equal(new PatchGrid(1, 2, 2), processor.Process(image, new PixelLimits(1, 784)).Grid);
        var fault = Assert.Throws<ArgumentException>(() => processor.Process(image, new PixelLimits(9, 4)));
        Assert.Contains("min_pixels must not exceed max_pixels, found 9 and 4", fault.Message);
    }

    [Fact]
    public void A_panorama_of_20000_columns_needs_megabytes()
    {
        var file = ImageCodec.EncodeJpeg(TestPattern.Create(20_000, 200), 90);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rows = new ImageProcessor(new ImageProcessorOptions()).Process(ImageCodec.Decode(file, "panorama.jpg"));
        Assert.Equal(new PatchGrid(1, 14, 1428), rows.Grid);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 200 << 20); // 94 MB of it are the pixel rows
    }

    [Fact]
    public void A_single_pixel_becomes_the_smallest_picture()
    {
        var rows = new ImageProcessor(new ImageProcessorOptions()).Process(new RgbImage(1, 1, [255, 0, 0]));
        Assert.Equal(new PatchGrid(1, 4, 4), rows.Grid);
        Assert.Equal((float)((1 - 0.48145466) / 0.26862954), rows.Values[0], 1e-6f);
    }

    [Fact]
    public void Options_out_of_range_are_all_named()
    {
        var fault = Assert.Throws<ArgumentException>(() => new ImageProcessor(new ImageProcessorOptions { PatchSize = 0, MinPixels = 9, MaxPixels = 4, Std = [1, 0, 1] }));
        Assert.Contains("patch_size must be 1 or more, found 0", fault.Message);
        Assert.Contains("min_pixels must not exceed max_pixels, found 9 and 4", fault.Message);
        Assert.Contains("image_std", fault.Message);
    }
}

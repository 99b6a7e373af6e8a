using System.Text.Json;
using EvoQuality.Imaging;
using EvoQuality.Weights;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Parity;

/// <summary>The image processor's part of <see cref="NumericParity"/>.</summary>
internal static class ImageParity
{
    private static readonly (string Prefix, Resampling Resampling)[] Modes =
        [("pil", Resampling.Pillow), ("torchvision", Resampling.Torchvision)];

    /// <summary>Number of sizes that differ.</summary>
    public static int Sizes(JsonElement cases) => cases.EnumerateArray().Count(c =>
    {
        int Value(string key) => c.GetProperty(key).GetInt32();
        var limits = new PixelLimits(Value("min"), Value("max"));
        var (width, height) = SmartResize.Fit(Value("w"), Value("h"), new ImageProcessorOptions().Factor, limits);
        return (height, width) != (c.GetProperty("out")[0].GetInt32(), c.GetProperty("out")[1].GetInt32());
    });

    /// <summary>Largest difference of a normalised pixel over both ways of resizing; infinite where a grid differs.</summary>
    public static double Pixels(string folder, JsonElement images)
    {
        using var file = SafetensorsFile.Open(Path.Combine(folder, "images.safetensors"));
        var largest = 0.0;
        foreach (var (prefix, resampling) in Modes)
        {
            var processor = new ImageProcessor(new ImageProcessorOptions
            {
                MinPixels = images.GetProperty("min_pixels").GetInt32(),
                MaxPixels = images.GetProperty("max_pixels").GetInt32(),
                Resampling = resampling,
            });
            foreach (var (k, item) in images.GetProperty("items").EnumerateArray().Index())
            {
                using var scope = NewDisposeScope();
                var rows = processor.Process(ImageCodec.Decode(Path.Combine(folder, item.GetProperty("file").GetString()!)));
                long[] grid = [rows.Grid.Time, rows.Grid.Height, rows.Grid.Width];
                if (!file.Read($"{prefix}.{k}.grid").data<long>().ToArray().SequenceEqual(grid)) return double.PositiveInfinity;
                var theirs = file.Read($"{prefix}.{k}.pixel_values");
                largest = Math.Max(largest, (tensor(rows.Values).view_as(theirs) - theirs).abs().max().item<float>());
            }
        }

        return largest;
    }
}

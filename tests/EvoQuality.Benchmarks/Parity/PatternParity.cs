using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using EvoQuality.Imaging;

namespace EvoQuality.Benchmarks.Parity;

/// <summary>
/// Compares resizing and the image processor with Pillow, torchvision and transformers on the patterns of a folder made
/// by make_image_fixture.py.
/// </summary>
public static class PatternParity
{
    /// <summary>The file that makes a folder one of this kind.</summary>
    public const string FileName = "images.json";

    /// <summary>Reads the folder and measures.</summary>
    public static PatternParityResult Measure(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, FileName)));
        var (compared, different, pixels) = (0, new List<string>(), 0.0);
        foreach (var one in json.RootElement.GetProperty("resize").EnumerateArray())
        {
            compared += 2;
            different.AddRange(Resized(one));
        }

        foreach (var one in json.RootElement.GetProperty("processor").EnumerateArray())
        {
            compared++;
            var (fault, difference) = Processed(one);
            if (fault is not null) different.Add(fault);
            pixels = Math.Max(pixels, difference);
        }

        foreach (var one in json.RootElement.GetProperty("smart_resize").EnumerateArray())
        {
            compared++;
            var limits = new PixelLimits(one[2].GetInt32(), one[3].GetInt32());
            var size = SmartResize.Fit(one[0].GetInt32(), one[1].GetInt32(), new ImageProcessorOptions().Factor, limits);
            if (size != (one[4].GetInt32(), one[5].GetInt32())) different.Add($"smart_resize {one}: {size}");
        }

        return new PatternParityResult { Compared = compared, Different = different, Pixels = pixels };
    }

    private static IEnumerable<string> Resized(JsonElement one)
    {
        var (from, to) = (Size(one, "from"), Size(one, "to"));
        var source = TestPattern.Create(from.Width, from.Height);
        foreach (var resampling in Enum.GetValues<Resampling>())
        {
            var resized = Bicubic.Resize(source, to.Width, to.Height, resampling);
            if (Sha256(resized.Pixels) != one.GetProperty(resampling == Resampling.Pillow ? "pillow" : "torchvision").GetString())
                yield return $"{resampling} {from} to {to}";
        }
    }

    private static (string? Fault, double Difference) Processed(JsonElement one)
    {
        var size = Size(one, "size");
        var resampling = Enum.Parse<Resampling>(one.GetProperty("resampling").GetString()!);
        var limits = new PixelLimits(one.GetProperty("min_pixels").GetInt32(), one.GetProperty("max_pixels").GetInt32());
        var rows = new ImageProcessor(new ImageProcessorOptions { Resampling = resampling })
            .Process(TestPattern.Create(size.Width, size.Height), limits);
        var name = $"{resampling} pixel rows of {size} within {limits}";

        var grid = one.GetProperty("grid");
        if (rows.Grid != new PatchGrid(grid[0].GetInt32(), grid[1].GetInt32(), grid[2].GetInt32()))
            return ($"{name}: {rows.Grid} instead of {grid}", double.PositiveInfinity);
        var step = one.GetProperty("step").GetInt32();
        var difference = one.GetProperty("sample").EnumerateArray()
            .Select((value, i) => Math.Abs(value.GetSingle() - rows.Values[i * step])).Max();
        var equal = Sha256(MemoryMarshal.AsBytes(rows.Values.AsSpan())) == one.GetProperty("sha256").GetString();
        return (equal ? null : name, difference);
    }

    private static (int Width, int Height) Size(JsonElement one, string key) =>
        (one.GetProperty(key)[0].GetInt32(), one.GetProperty(key)[1].GetInt32());

    private static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

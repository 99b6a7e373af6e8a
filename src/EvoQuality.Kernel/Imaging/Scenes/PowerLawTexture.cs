using System.Numerics;
using EvoQuality.Foundations;
using MathNet.Numerics.IntegralTransforms;

namespace EvoQuality.Imaging.Scenes;

/// <summary>
/// A texture with random phases whose Fourier amplitude falls as 1 / f^exponent, exactly; 1 is the mean of photographs (Field 1987).
/// It repeats without a seam.
/// </summary>
internal static class PowerLawTexture
{
    private const double Deviation = 0.14; // of the full range; clipping stays below one value in a hundred

    public static RgbImage Draw(int width, int height, double exponent, SeededSource source)
    {
        var palette = new ScenePalette(source);
        var (grey, tint) = (Noise(width, height, exponent, source), Noise(width, height, exponent, source));
        var mean = (Vector3.One / 2) + ((palette.Pick() - palette.Pick()) / 12);
        var axis = palette.Pick() - palette.Pick();
        axis = axis.LengthSquared() > 1e-6f ? Vector3.Normalize(axis) : Vector3.UnitX;
        var image = new RgbImage(width, height);
        for (var i = 0; i < grey.Length; i++)
            PristineScene.Put(image, i, mean + new Vector3((float)(Deviation * grey[i])) + (axis * (float)(Deviation / 2 * tint[i])));
        return image;
    }

    /// <summary>(height, width) values of mean 0 and deviation 1.</summary>
    internal static double[] Noise(int width, int height, double exponent, SeededSource source)
    {
        var values = new Complex[width * height];
        for (var i = 0; i < values.Length; i++) values[i] = source.NextGaussian();
        Fourier(values, width, height, forward: true);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (u, v) = ((double)Math.Min(x, width - x) / width, (double)Math.Min(y, height - y) / height);
                var frequency = Math.Sqrt((u * u) + (v * v));
                ref var value = ref values[(y * width) + x];
                var size = value.Magnitude; // white noise keeps its phases alone: the law is exact
                value = frequency == 0 || size == 0 ? 0 : value / size / Math.Pow(frequency, exponent);
            }
        }

        Fourier(values, width, height, forward: false);
        var deviation = Math.Sqrt(values.Average(c => c.Real * c.Real));
        return [.. values.Select(c => c.Real / deviation)];
    }

    private static void Fourier(Complex[] values, int width, int height, bool forward)
    {
        void Transform(Complex[] line)
        {
            if (forward) MathNet.Numerics.IntegralTransforms.Fourier.Forward(line, FourierOptions.NoScaling);
            else MathNet.Numerics.IntegralTransforms.Fourier.Inverse(line, FourierOptions.NoScaling);
        }

        var (row, column) = (new Complex[width], new Complex[height]);
        for (var y = 0; y < height; y++)
        {
            values.AsSpan(y * width, width).CopyTo(row);
            Transform(row);
            row.CopyTo(values.AsSpan(y * width));
        }

        for (var x = 0; x < width; x++)
        {
            for (var y = 0; y < height; y++) column[y] = values[(y * width) + x];
            Transform(column);
            for (var y = 0; y < height; y++) values[(y * width) + x] = column[y];
        }
    }
}

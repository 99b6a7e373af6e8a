using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>Noises made of normal numbers, and salt and pepper.</summary>
internal static class Noises
{
    /// <summary>Independent normal noise in each channel, of deviation parameters[0] of 1.</summary>
    public static RgbImage Gaussian(RgbImage image, double[] parameters, SeededSource source)
    {
        var sigma = 255 * (float)parameters[0];
        var noise = NormalTable.Draw(image.Pixels.Length, source);
        var pixels = new byte[noise.Length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = PixelMath.ToByte(image.Pixels[i] + (sigma * noise[i]));
        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>
    /// Normal noise on Y, Cr and Cb (BT.601), of deviation parameters[0] on Y and parameters[1] times that on both chromas.
    /// </summary>
    public static RgbImage Chromatic(RgbImage image, double[] parameters, SeededSource source)
    {
        var sigma = 255 * (float)parameters[0];
        var chroma = sigma * (float)parameters[1];
        var noise = NormalTable.Draw(image.Pixels.Length, source);
        var pixels = new byte[noise.Length];
        for (var i = 0; i < pixels.Length; i += 3)
        {
            // The change of colour space is linear: noise there is this noise here.
            var (y, cr, cb) = (sigma * noise[i], chroma * noise[i + 1], chroma * noise[i + 2]);
            pixels[i] = PixelMath.ToByte(image.Pixels[i] + y + (Bt601.RedOfCr * cr));
            pixels[i + 1] = PixelMath.ToByte(image.Pixels[i + 1] + y + (Bt601.GreenOfCr * cr) + (Bt601.GreenOfCb * cb));
            pixels[i + 2] = PixelMath.ToByte(image.Pixels[i + 2] + y + (Bt601.BlueOfCb * cb));
        }

        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>Each value times 1 + parameters[0] z.</summary>
    public static RgbImage Speckle(RgbImage image, double[] parameters, SeededSource source)
    {
        var sigma = (float)parameters[0];
        var noise = NormalTable.Draw(image.Pixels.Length, source);
        var pixels = new byte[noise.Length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = PixelMath.ToByte(image.Pixels[i] * (1 + (sigma * noise[i])));
        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>Normal noise, then the mean over 3x3 pixels: coarse grain on a slightly soft picture.</summary>
    public static RgbImage Correlated(RgbImage image, double[] parameters, SeededSource source)
    {
        var sigma = 255 * (float)parameters[0];
        var values = NormalTable.Draw(image.Pixels.Length, source);
        for (var i = 0; i < values.Length; i++) values[i] = image.Pixels[i] + (sigma * values[i]);
        var box = new SparseKernel([(-1, 0, 1), (0, 0, 1), (1, 0, 1)]);
        values = box.Transposed().Apply(box.Apply(values, image.Width, image.Height), image.Width, image.Height);
        var pixels = new byte[values.Length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = PixelMath.ToByte(values[i]);
        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>The share parameters[0] of all values, channel by channel, becomes 0 or 255.</summary>
    public static RgbImage Impulse(RgbImage image, double[] parameters, SeededSource source)
    {
        var result = image.Clone();
        var (any, salt) = ((uint)(parameters[0] * uint.MaxValue), (uint)(parameters[0] / 2 * uint.MaxValue));
        for (var i = 0; i < result.Pixels.Length;)
        {
            var bits = source.NextBits();
            for (var end = Math.Min(i + 2, result.Pixels.Length); i < end; i++, bits >>= 32)
                if ((uint)bits < any) result.Pixels[i] = (uint)bits < salt ? byte.MaxValue : byte.MinValue;
        }

        return result;
    }
}

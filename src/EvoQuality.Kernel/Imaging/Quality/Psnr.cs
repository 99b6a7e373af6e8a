namespace EvoQuality.Imaging.Quality;

/// <summary>Peak signal-to-noise ratio.</summary>
public static class Psnr
{
    /// <summary>10 log10(255² / mean squared difference) over all values of R, G and B.</summary>
    /// <returns>In dB; positive infinity for equal pictures.</returns>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static double Of(RgbImage reference, RgbImage distorted)
    {
        SameSize.Expect(reference, distorted);
        long squares = 0;
        for (var i = 0; i < reference.Pixels.Length; i++)
        {
            var difference = reference.Pixels[i] - distorted.Pixels[i];
            squares += difference * difference;
        }

        return 10 * Math.Log10(255.0 * 255 * reference.Pixels.Length / squares);
    }
}

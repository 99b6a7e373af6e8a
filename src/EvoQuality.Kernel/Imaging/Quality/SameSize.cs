namespace EvoQuality.Imaging.Quality;

/// <summary>What every full-reference measure asks of its two pictures.</summary>
internal static class SameSize
{
    /// <exception cref="ArgumentException">The sizes differ, or the shorter side is below <paramref name="least"/>.</exception>
    public static void Expect(RgbImage reference, RgbImage distorted, int least = 1)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(distorted);
        if ((reference.Width, reference.Height) != (distorted.Width, distorted.Height))
            throw new ArgumentException(
                $"Expected two pictures of one size, found {reference.Width}x{reference.Height} and {distorted.Width}x{distorted.Height}.", nameof(distorted));
        if (Math.Min(reference.Width, reference.Height) < least)
            throw new ArgumentException(
                $"Expected pictures of {least}x{least} or more, found {reference.Width}x{reference.Height}.", nameof(reference));
    }
}

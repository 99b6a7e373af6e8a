namespace EvoQuality.Imaging;

/// <summary>Bounds on a picture's area after resizing, in pixels (<c>min_pixels</c>, <c>max_pixels</c>).</summary>
/// <param name="Min">Smallest area, at least 1: smaller pictures are enlarged.</param>
/// <param name="Max">Largest area, at least <paramref name="Min"/>: the lever on memory and time.</param>
public readonly record struct PixelLimits(int Min, int Max)
{
    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">A limit is below 1, or the smallest area exceeds the largest.</exception>
    public void Validate()
    {
        if (Faults().FirstOrDefault() is { } fault) throw new ArgumentException($"Pixel limits: {fault}.");
    }

    // Each fault starts with the key's name in preprocessor_config.json.
    internal IEnumerable<string> Faults()
    {
        if (Min < 1) yield return $"min_pixels must be 1 or more, found {Min}";
        if (Max < 1) yield return $"max_pixels must be 1 or more, found {Max}";
        if (Min > Max) yield return $"min_pixels must not exceed max_pixels, found {Min} and {Max}";
    }
}

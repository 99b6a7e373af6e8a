namespace EvoQuality.Imaging;

/// <summary>
/// The two ways the field computes antialiased bicubic resizing of 8-bit pictures. They differ by a grey
/// level on some pixels, by a few where they take the axes in another order; a claim of parity names the one
/// it means.
/// </summary>
public enum Resampling
{
    /// <summary>
    /// As torchvision resizes a uint8 tensor on a CPU with AVX2 (on a GPU it computes in floats): 16-bit
    /// weights, rows first. The default of current transformers.
    /// </summary>
    Torchvision,

    /// <summary>As Pillow does: weights with 22 fractional bits. The older ("slow") processor.</summary>
    Pillow,
}

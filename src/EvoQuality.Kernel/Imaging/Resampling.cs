namespace EvoQuality.Imaging;

/// <summary>
/// The two ways the field computes antialiased bicubic resizing of 8-bit pictures. They differ by one grey level on some
/// pixels; a claim of parity names the one it means.
/// </summary>
public enum Resampling
{
    /// <summary>
    /// As torchvision resizes a uint8 tensor on a CPU: 16-bit weights. The default of current transformers ("fast" processor).
    /// </summary>
    Torchvision,

    /// <summary>As Pillow does: weights with 22 fractional bits. The older ("slow") processor.</summary>
    Pillow,
}

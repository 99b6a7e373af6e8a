using EvoQuality.Foundations;

namespace EvoQuality.Imaging;

/// <summary>
/// What the checkpoint's <c>preprocessor_config.json</c> says about pictures. Defaults are those of the
/// published Qwen2.5-VL checkpoints (not the library class, whose pixel limit is 1,003,520). Arrays are not
/// copied: do not change them.
/// </summary>
public sealed partial record ImageProcessorOptions
{
    /// <summary>Smallest area after resizing, in pixels.</summary>
    [Setting("pixels", SettingSource.Relative, "Qwen2.5-VL")]
    public int MinPixels { get; init; } = 56 * 56;

    /// <summary>Largest area after resizing, in pixels: the lever on memory and time.</summary>
    [Setting("pixels", SettingSource.Relative, "Qwen2.5-VL")]
    public int MaxPixels { get; init; } = 12_845_056;

    /// <summary>Side of a patch, in pixels.</summary>
    [Setting("pixels", SettingSource.Relative, "Qwen2.5-VL")]
    public int PatchSize { get; init; } = 14;

    /// <summary>Frames per patch; a still picture is repeated.</summary>
    [Setting("frames", SettingSource.Relative, "Qwen2.5-VL")]
    public int TemporalPatchSize { get; init; } = 2;

    /// <summary>Patches per side that become one visual token.</summary>
    [Setting("patches", SettingSource.Relative, "Qwen2.5-VL")]
    public int MergeSize { get; init; } = 2;

    /// <summary>Per-channel mean (R, G, B) on the scale 0..1 (CLIP's).</summary>
    [Setting("of 0 to 1", SettingSource.Relative, "Qwen2.5-VL")]
    public double[] Mean { get; init; } = [0.48145466, 0.4578275, 0.40821073];

    /// <summary>Per-channel standard deviation (R, G, B) on the scale 0..1 (CLIP's).</summary>
    [Setting("of 0 to 1", SettingSource.Relative, "Qwen2.5-VL")]
    public double[] Std { get; init; } = [0.26862954, 0.26130258, 0.27577711];

    /// <summary>Which library's resizing to reproduce; a choice of the caller's, not part of the checkpoint's
    /// file.</summary>
    [Setting("", SettingSource.Relative, "transformers")]
    public Resampling Resampling { get; init; } = Resampling.Torchvision;

    /// <summary>Both pixel limits; a call of <see cref="ImageProcessor"/> may bring its own for one picture.</summary>
    public PixelLimits Limits => new(MinPixels, MaxPixels);

    /// <summary>Both sides of a resized picture are multiples of this: patch size x merge size.</summary>
    public int Factor => PatchSize * MergeSize;

    /// <summary>Values per patch row: 3 channels x frames x patch x patch (1176).</summary>
    public int RowLength => 3 * TemporalPatchSize * PatchSize * PatchSize;

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">Names every value out of range.</exception>
    public void Validate()
    {
        var faults = Faults().ToList();
        if (faults.Count > 0)
            throw new ArgumentException("Image processor options: " + string.Join("; ", faults) + ".");
    }

    // Each fault starts with the key's name in preprocessor_config.json, where Load finds it.
    private IEnumerable<string> Faults()
    {
        foreach (var fault in Limits.Faults()) yield return fault;
        foreach (var (key, value) in new[]
                 { ("patch_size", PatchSize), ("temporal_patch_size", TemporalPatchSize), ("merge_size", MergeSize) })
        {
            if (value < 1) yield return $"{key} must be 1 or more, found {value}";
        }

        if (Mean is not { Length: 3 } || !Mean.All(double.IsFinite))
            yield return "image_mean must be 3 numbers";
        if (Std is not { Length: 3 } || !Std.All(s => s > 0 && double.IsFinite(s)))
            yield return "image_std must be 3 numbers above 0";
    }
}

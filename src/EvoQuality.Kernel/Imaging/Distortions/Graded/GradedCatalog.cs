using EvoQuality.Foundations;
using In = EvoQuality.Imaging.Distortions.Graded.DistortionGroup;

namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>
/// The 35 distortions of five levels that DepictQA publishes (x_distortion, XPixelGroup/DepictQA at f9e2329a), from which round 2 of
/// the paper most likely takes its synthetic pairs. The levels are its numbers; the functions are our own. They differ where that code
/// rounds down (here to the nearest value), mirrors or wraps at the border (here the border is repeated), or copies where it means to swap.
/// </summary>
/// <remarks>
/// <see cref="DistortionCatalog"/> is another list: 12 types of continuous severity, bent until equal severities look equally
/// damaged, for scenes and the warm start. These levels are not equally visible across types, and are not meant to be.
/// </remarks>
public static class GradedCatalog
{
    /// <summary>All types, group by group.</summary>
    public static IReadOnlyList<GradedDistortion> All { get; } =
    [
        Type("blur-gaussian", In.Blur, ["sigma, px"], [[1], [2], [3], [4], [5]], Blurs.Gaussian),
        Type("blur-motion", In.Blur, ["radius, px", "sigma, px"], [[5, 3], [10, 5], [15, 7], [15, 9], [20, 12]], Blurs.Motion),
        Type("blur-glass", In.Blur, ["sigma, px", "shift, px", "passes"], [[0.7, 1, 1], [0.9, 2, 1], [1.2, 2, 2], [1.4, 3, 2], [1.6, 4, 2]], Blurs.Glass),
        Type("blur-lens", In.Blur, ["radius, px"], [[2], [3], [4], [6], [8]], DiskBlur.Apply),
        Type("blur-zoom", In.Blur, ["largest zoom"], [[1.03], [1.06], [1.10], [1.15], [1.21]], ZoomBlur.Apply),
        Type("blur-jitter", In.Blur, ["shift, px"], [[1], [2], [3], [4], [5]], Blurs.Jitter),
        Type("noise-gaussian-rgb", In.Noise, ["sigma, of 1"], [[0.05], [0.10], [0.15], [0.20], [0.25]], Noises.Gaussian),
        Type("noise-gaussian-ycrcb", In.Noise, ["sigma of Y, of 1", "chroma factor"], [[0.05, 1], [0.06, 1.45], [0.07, 1.9], [0.08, 2.35], [0.09, 2.8]], Noises.Chromatic),
        Type("noise-speckle", In.Noise, ["sigma, of the value"], [[0.14], [0.21], [0.28], [0.35], [0.42]], Noises.Speckle),
        Type("noise-correlated", In.Noise, ["sigma, of 1"], [[0.08], [0.11], [0.14], [0.18], [0.22]], Noises.Correlated),
        Type("noise-poisson", In.Noise, ["events at white"], [[80], [60], [40], [25], [15]], PoissonNoise.Apply),
        Type("noise-impulse", In.Noise, ["share of values"], [[0.01], [0.03], [0.05], [0.07], [0.10]], Noises.Impulse),
        Type("compression-jpeg", In.Compression, ["quality"], [[25], [18], [12], [8], [5]], Compressions.Jpeg),
        Type("compression-jpeg2000", In.Compression, ["PSNR, dB"], [[29], [27.5], [26], [24.5], [23]], Compressions.Jpeg2000),
        Type("brighten-shift-hsv", In.Brighten, ["shift of V, of 1"], [[0.1], [0.2], [0.3], [0.4], [0.5]], Tones.ShiftValue),
        Type("brighten-shift-rgb", In.Brighten, ["shift, of 1"], [[0.1], [0.15], [0.2], [0.27], [0.35]], Tones.Shift),
        Type("brighten-gamma-hsv", In.Brighten, ["exponent of V"], [[0.7], [0.58], [0.47], [0.36], [0.25]], Tones.PowerOfValue),
        Type("brighten-gamma-rgb", In.Brighten, ["exponent"], [[0.8], [0.7], [0.6], [0.45], [0.3]], Tones.Power),
        Type("darken-shift-hsv", In.Darken, ["shift of V, of 1"], [[-0.1], [-0.2], [-0.3], [-0.4], [-0.5]], Tones.ShiftValue),
        Type("darken-shift-rgb", In.Darken, ["shift, of 1"], [[-0.1], [-0.15], [-0.2], [-0.27], [-0.35]], Tones.Shift),
        Type("darken-gamma-hsv", In.Darken, ["exponent of V"], [[1.5], [1.8], [2.2], [2.7], [3.5]], Tones.PowerOfValue),
        Type("darken-gamma-rgb", In.Darken, ["exponent"], [[1.4], [1.7], [2.1], [2.6], [3.2]], Tones.Power),
        Type("contrast-strengthen-scale", In.ContrastStrengthen, ["factor"], [[1.4], [1.7], [2.1], [2.6], [4.0]], Contrasts.Scale),
        Type("contrast-strengthen-stretch", In.ContrastStrengthen, ["exponent"], [[2], [4], [6], [8], [10]], Contrasts.Stretch),
        Type("contrast-weaken-scale", In.ContrastWeaken, ["factor"], [[0.75], [0.6], [0.45], [0.3], [0.2]], Contrasts.Scale),
        Type("contrast-weaken-stretch", In.ContrastWeaken, ["exponent"], [[1.0], [0.9], [0.8], [0.6], [0.4]], Contrasts.Stretch),
        Type("saturate-strengthen-hsv", In.SaturateStrengthen, ["factor of S"], [[3], [6], [12], [20], [64]], Colours.ScaleSaturation),
        Type("saturate-strengthen-ycrcb", In.SaturateStrengthen, ["factor of chroma"], [[2], [3], [5], [8], [16]], Colours.ScaleChroma),
        Type("saturate-weaken-hsv", In.SaturateWeaken, ["factor of S"], [[0.7], [0.55], [0.4], [0.2], [0]], Colours.ScaleSaturation),
        Type("saturate-weaken-ycrcb", In.SaturateWeaken, ["factor of chroma"], [[0.6], [0.4], [0.2], [0.1], [0]], Colours.ScaleChroma),
        Type("oversharpen", In.Oversharpen, ["amount"], [[2], [2.8], [4], [6], [8]], Sharpening.Apply),
        Type("pixelate", In.Pixelate, ["scale"], [[0.5], [0.4], [0.3], [0.25], [0.2]], Cells.Apply),
        Type("quantization-otsu", In.Quantization, ["classes"], [[15], [11], [8], [5], [3]], OtsuQuantization.Apply),
        Type("quantization-median", In.Quantization, ["values"], [[20], [15], [10], [6], [3]], MedianQuantization.Apply),
        Type("quantization-histogram", In.Quantization, ["bins"], [[24], [16], [8], [6], [4]], HistogramQuantization.Apply),
    ];

    /// <summary>The type of that name.</summary>
    /// <exception cref="ArgumentException">No type has the name.</exception>
    public static GradedDistortion ByName(string name) =>
        All.FirstOrDefault(d => d.Name == name)
        ?? throw new ArgumentException($"Expected one of the {All.Count} graded distortions ({string.Join(", ", All.Select(d => d.Name))}), but found '{name}'.", nameof(name));

    /// <summary>A group, then one of its types, each uniformly, as the authors of the set draw them.</summary>
    public static GradedDistortion Draw(SeededSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var group = Groups[source.NextInt(Groups.Length)];
        return group[source.NextInt(group.Length)];
    }

    private static GradedDistortion[][] Groups { get; } = [.. All.GroupBy(d => d.Group).Select(g => g.ToArray())];

    private static GradedDistortion Type(
        string name, DistortionGroup group, string[] parameterNames, double[][] levels, Func<RgbImage, double[], SeededSource, RgbImage> function) =>
        new(name, group, parameterNames, levels, function);
}

using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions;

/// <summary>
/// The known distortions, in the order in which a camera would meet them: optics, exposure, sensor,
/// processing. Two distortions of one picture are applied in this order, so that a blur never wipes out a
/// noise. The laws start from DepictQA's five levels (XDIST, named in each file) and are bent until equal
/// severities read as equally damaged at 224 pixels: by eye on contact sheets of scenes and Kodak crops, and
/// by the mean SSIM over three scales of generated scenes, which for all types lies within 0.92 to 0.98 at
/// severity 0.2, 0.70 to 0.92 at 0.6 and 0.40 to 0.83 at 1.0 (lowest for dark, highest for jpeg, where SSIM
/// says more and less than the eye does).
/// </summary>
public static class DistortionCatalog
{
    /// <summary>All types; the position is the order of application.</summary>
    public static IReadOnlyList<Distortion> All { get; } =
    [
        Entry("blur", GaussianBlur.Apply),
        Entry("motion", MotionBlur.Apply),
        Entry("defocus", LensBlur.Apply),
        Entry("dark", Darken.Apply),
        Entry("bright", Overexposure.Apply),
        Entry("faded", ContrastLoss.Apply),
        Entry("noise", GaussianNoise.Apply),
        Entry("speckle", SpeckleNoise.Apply),
        Entry("impulse", ImpulseNoise.Apply),
        Entry("sharpened", Oversharpen.Apply),
        Entry("pixels", Pixelate.Apply),
        Entry("jpeg", JpegCompression.Apply),
    ];

    /// <summary>The distortion of that name.</summary>
    /// <exception cref="ArgumentException">No distortion has the name.</exception>
    public static Distortion ByName(string name) =>
        All.FirstOrDefault(d => d.Name == name)
        ?? throw new ArgumentException(
            $"Expected a distortion among {string.Join(", ", All.Select(d => d.Name))}, but found '{name}'.",
            nameof(name));

    private static Distortion Entry(string name, Func<RgbImage, double, SeededSource, RgbImage> apply) =>
        new(name, (image, severity, source) =>
        {
            ArgumentNullException.ThrowIfNull(image);
            ArgumentNullException.ThrowIfNull(source);
            if (severity is not (>= 0 and <= 1))
                throw new ArgumentOutOfRangeException(nameof(severity), severity, "A severity lies in [0, 1].");
            return severity == 0 ? image.Clone() : apply(image, severity, source);
        });
}

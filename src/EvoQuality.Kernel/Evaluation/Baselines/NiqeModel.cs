using System.Text.Json;
using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Imaging.NaturalStatistics;

namespace EvoQuality.Evaluation.Baselines;

/// <summary>
/// NIQE (Mittal, Soundararajan and Bovik 2013): how far the natural statistics of a picture are from those of pristine pictures. No
/// opinion score is used. The published pristine model comes from 125 photographs that cannot be had; this one is estimated from
/// whatever pristine pictures it is given, in the published way.
/// </summary>
public sealed class NiqeModel
{
    /// <summary>Blocks sharper than this share of a picture's sharpest block describe pristine pictures. Published.</summary>
    public const double SharpnessThreshold = 0.75;

    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly GaussianModel _pristine;

    private NiqeModel(GaussianModel pristine, int blocks) => (_pristine, Blocks) = (pristine, blocks);

    /// <summary>Blocks of 96x96 pixels the model was estimated from.</summary>
    public int Blocks { get; }

    /// <summary>Estimates the pristine model.</summary>
    /// <param name="pristine">Pictures of 96x96 or more without visible damage; two dozen photographs do.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between images.</param>
    /// <exception cref="ArgumentException">Too few sharp blocks for a covariance of 36 features, or a picture too small.</exception>
    public static NiqeModel Fit(IReadOnlyList<IqaImage> pristine, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        var blocks = ImageFeatures.Of(pristine, SharpBlocks, "NIQE, pristine", progress, cancel).SelectMany(b => b).ToArray();
        if (blocks.Length <= NiqeFeatures.Count)
            throw new ArgumentException(
                $"A pristine model needs more than {NiqeFeatures.Count} sharp blocks of {NiqeFeatures.BlockSide}x{NiqeFeatures.BlockSide} pixels, but these {pristine.Count} pictures have {blocks.Length}.",
                nameof(pristine));
        return new NiqeModel(GaussianModel.Of(blocks), blocks.Length);
    }

    /// <summary>Distance from pristine: 0 or more, lower is better. All whole blocks count.</summary>
    /// <exception cref="ArgumentException">A side is below 96 pixels.</exception>
    public double Distance(RgbImage image) => _pristine.Distance(GaussianModel.Of([.. NiqeFeatures.Of(image).Select(b => b.Features)]));

    /// <summary>Quality of each image, higher is better: minus the distance.</summary>
    public IReadOnlyList<double> Predict(IReadOnlyList<IqaImage> images, IProgress<StageProgress>? progress = null, CancellationToken cancel = default) =>
        ImageFeatures.Of(images, image => -Distance(image), "NIQE", progress, cancel);

    /// <summary>Writes the model as JSON (mean and covariance).</summary>
    public void Save(string path) => AtomicFile.WriteAllText(path, JsonSerializer.Serialize(new ModelFile(Blocks, _pristine.Mean, _pristine.Covariance), Format) + "\n");

    /// <summary>Reads a model that <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is not such a model.</exception>
    public static NiqeModel Load(string path)
    {
        ModelFile? file;
        try
        {
            file = JsonSerializer.Deserialize<ModelFile>(File.ReadAllText(path), Format);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: expected a NIQE model, found text that is not JSON of that form ({e.Message}).", e);
        }

        const int D = NiqeFeatures.Count;
        if (file is not { Mean.Length: D, Covariance.Length: D } || file.Covariance.Any(row => row.Length != D))
            throw new InvalidDataException($"{path}: expected a NIQE model with a mean of {D} and a covariance of {D} x {D} numbers.");
        return new NiqeModel(new GaussianModel(file.Mean, file.Covariance), file.Blocks);
    }

    private static double[][] SharpBlocks(RgbImage image)
    {
        var blocks = NiqeFeatures.Of(image);
        var least = SharpnessThreshold * blocks.Max(b => b.Sharpness);
        return [.. blocks.Where(b => b.Sharpness > least).Select(b => b.Features)];
    }

    private sealed record ModelFile(int Blocks, double[] Mean, double[][] Covariance);
}

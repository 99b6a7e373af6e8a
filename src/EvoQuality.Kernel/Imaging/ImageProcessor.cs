namespace EvoQuality.Imaging;

/// <summary>
/// Qwen2-VL's image processor: resize, scale to 0..1, normalise, cut into patches. Equal to transformers' to
/// the last bit for pictures that decode alike: <see cref="Resampling.Torchvision"/> is
/// <c>Qwen2VLImageProcessor</c> on a CPU with AVX2, <see cref="Resampling.Pillow"/> is
/// <c>Qwen2VLImageProcessorPil</c>. Safe to call from several threads.
/// </summary>
public sealed class ImageProcessor
{
    private const int Channels = 3;
    private const int Levels = 256;
    private readonly ImageProcessorOptions _options;
    private readonly float[] _normalized; // (C, 256): what each grey level becomes

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public ImageProcessor(ImageProcessorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _normalized = new float[Channels * Levels];
        for (var c = 0; c < Channels; c++)
            for (var level = 0; level < Levels; level++)
                _normalized[(c * Levels) + level] = Normalize(level, (float)options.Mean[c], (float)options.Std[c]);
    }

    /// <summary>Patches of one still picture, which is repeated to fill the temporal patch.</summary>
    /// <param name="image">The picture, of any size.</param>
    /// <param name="limits">Pixel limits of this picture alone; null takes those of the options.</param>
    /// <exception cref="ArgumentException">One side is more than 200 times the other, or a limit is out of range.</exception>
    public PatchRows Process(RgbImage image, PixelLimits? limits = null) => Cut(Resize(image, limits));

    /// <summary>The picture at the size the model sees. Not to be resized again: the fit of a fitted size can differ from it.</summary>
    /// <param name="image">The picture, of any size.</param>
    /// <param name="limits">Pixel limits of this picture alone; null takes those of the options.</param>
    /// <exception cref="ArgumentException">One side is more than 200 times the other, or a limit is out of range.</exception>
    public RgbImage Resize(RgbImage image, PixelLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (width, height) = SmartResize.Fit(image.Width, image.Height, _options.Factor, limits ?? _options.Limits);
        return Bicubic.Resize(image, width, height, _options.Resampling);
    }

    /// <summary>Patches of a picture that <see cref="Resize"/> has made.</summary>
    /// <exception cref="ArgumentException">A side is not a whole number of merged cells.</exception>
    public PatchRows Cut(RgbImage sized) => Cut(sized, _options.TemporalPatchSize);

    /// <summary>The same with one frame per patch, (P, C*Y*X): the frames of a still picture are alike.</summary>
    /// <exception cref="ArgumentException">A side is not a whole number of merged cells.</exception>
    public PatchRows CutFrame(RgbImage sized) => Cut(sized, 1);

    private PatchRows Cut(RgbImage sized, int frames)
    {
        ArgumentNullException.ThrowIfNull(sized);
        var (width, height) = (sized.Width, sized.Height);
        if (width % _options.Factor != 0 || height % _options.Factor != 0)
            throw new ArgumentException($"A picture to cut must have sides that are multiples of {_options.Factor}, but is {width}x{height}.", nameof(sized));
        var (patch, merge) = (_options.PatchSize, _options.MergeSize);
        var grid = new PatchGrid(1, height / patch, width / patch);
        var length = Channels * frames * patch * patch;
        var values = new float[checked(grid.Count * length)]; // (P, C*T*Y*X)
        var row = 0;
        for (var blockY = 0; blockY < grid.Height; blockY += merge)
            for (var blockX = 0; blockX < grid.Width; blockX += merge)
                for (var y = blockY; y < blockY + merge; y++)
                    for (var x = blockX; x < blockX + merge; x++)
                        FillRow(sized, x, y, values.AsSpan(row++ * length, length));
        return new PatchRows(grid, values);
    }

    private void FillRow(RgbImage image, int column, int line, Span<float> row)
    {
        var patch = _options.PatchSize;
        var frame = patch * patch;
        var stack = row.Length / Channels;
        for (var c = 0; c < Channels; c++)
        {
            var channel = row.Slice(c * stack, stack); // (T, Y, X)
            var table = _normalized.AsSpan(c * Levels, Levels);
            for (var y = 0; y < patch; y++)
            {
                var start = (((line * patch) + y) * image.Width) + (column * patch);
                var from = image.Pixels.AsSpan((start * Channels) + c);
                for (var x = 0; x < patch; x++) channel[(y * patch) + x] = table[from[x * Channels]];
            }

            for (var copy = frame; copy < stack; copy += frame) channel[..frame].CopyTo(channel[copy..]);
        }
    }

    // The tensor processor folds 1/255 into mean and std; Pillow's divides first. They differ in the last bit.
    private float Normalize(int level, float mean, float std) => _options.Resampling == Resampling.Torchvision
        ? (level - (mean * 255f)) / (std * 255f)
        : ((float)(level * (1 / 255.0)) - mean) / std;
}

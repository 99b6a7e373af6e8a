using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Qwen25VL;

namespace EvoQuality.Evolution.WarmStart;

/// <summary>
/// How the pocket policy is made. Three stages: the eye learns to see damage (an auxiliary regression, dropped
/// afterwards), the language model learns to compare, and last, from few scored pictures, to score.
/// </summary>
public sealed record WarmStartOptions
{
    /// <summary>Size of one attention head of the vision tower; <see cref="EyeWidth"/> is a multiple of it.</summary>
    public const int HeadSize = 32;

    /// <summary>Side of the pictures in pixels, a multiple of 28; 224 gives 64 image tokens.</summary>
    [Setting("pixels", SettingSource.Ours)]
    public int Size { get; init; } = 224;

    /// <summary>Blocks of the vision tower; the last one attends to the whole picture, the others to windows.</summary>
    [Setting("blocks", SettingSource.Ours)]
    public int EyeBlocks { get; init; } = 3;

    /// <summary>Size of the vision tower's vectors, a multiple of <see cref="HeadSize"/>.</summary>
    [Setting("", SettingSource.Ours)]
    public int EyeWidth { get; init; } = 96;

    /// <summary>True leaves the vision tower as the first stage made it; else it learns on while the language model does.</summary>
    [Setting("", SettingSource.Ours)]
    public bool FreezeEye { get; init; }

    /// <summary>Steps of the first stage.</summary>
    [Setting("steps", SettingSource.Ours)]
    public int EyeSteps { get; init; } = 1600;

    /// <summary>Steps of the second stage.</summary>
    [Setting("steps", SettingSource.Ours)]
    public int CompareSteps { get; init; } = 1200;

    /// <summary>Steps of the third stage.</summary>
    [Setting("steps", SettingSource.Ours)]
    public int ScoreSteps { get; init; } = 140;

    /// <summary>Scored pictures of the third stage: few, as opinion scores are in life. They are all it ever learns scoring from.</summary>
    [Setting("pictures", SettingSource.Ours)]
    public int ScoredPictures { get; init; } = 32;

    /// <summary>Pictures per step.</summary>
    [Setting("pictures", SettingSource.Ours)]
    public int BatchSize { get; init; } = 16;

    /// <summary>Peak learning rate of the first stage (AdamW, warm-up, cosine to a tenth).</summary>
    [Setting("", SettingSource.Ours)]
    public double EyeRate { get; init; } = 1e-3;

    /// <summary>Peak learning rate of the second stage.</summary>
    [Setting("", SettingSource.Ours)]
    public double CompareRate { get; init; } = 1e-3;

    /// <summary>Peak learning rate of the third stage.</summary>
    [Setting("", SettingSource.Ours)]
    public double ScoreRate { get; init; } = 1e-3;

    /// <summary>Weight of the auxiliary regression in the second stage.</summary>
    [Setting("", SettingSource.Ours)]
    public double AuxiliaryWeight { get; init; } = 0.5;

    /// <summary>Weight of the pictures' statistics in the auxiliary regression, 0 or more.</summary>
    [Setting("", SettingSource.Ours)]
    public double StatisticsWeight { get; init; } = 1;

    /// <summary>Sizes and normalisation of the pictures.</summary>
    public ImageProcessorOptions Processor => new() { MinPixels = Size * Size, MaxPixels = Size * Size };

    /// <summary>The pocket architecture: Qwen2.5-VL in small, about 1.1 M parameters with an eye of the default size.</summary>
    /// <param name="vocabularyRows">Rows of the embedding; at least the tokenizer's size.</param>
    /// <param name="special">Ids of the control tokens.</param>
    public Qwen25VLConfig Shape(int vocabularyRows, Language.SpecialTokens special)
    {
        ArgumentNullException.ThrowIfNull(special);
        return new Qwen25VLConfig
        {
            Vision = new VisionConfig
            {
                Depth = EyeBlocks,
                HiddenSize = EyeWidth,
                IntermediateSize = 2 * EyeWidth,
                Heads = EyeWidth / HeadSize,
                Channels = 3,
                OutHiddenSize = 128,
                PatchSize = 14,
                TemporalPatchSize = 2,
                SpatialMergeSize = 2,
                WindowSize = 112,
                FullAttentionBlocks = [EyeBlocks - 1],
                TokensPerSecond = 2,
            },
            Text = new TextConfig
            {
                VocabularySize = vocabularyRows,
                HiddenSize = 128,
                IntermediateSize = 256,
                Layers = 3,
                Heads = 4,
                KeyValueHeads = 2,
                RmsNormEpsilon = 1e-6,
                RopeTheta = 1e6,
                MRopeSections = [4, 6, 6],
                MaxPositions = 2048,
                PaddingRow = special.EndOfText,
                TieWordEmbeddings = true,
            },
            ImageTokenId = special.ImagePad,
            VideoTokenId = special.VideoPad,
            VisionStartTokenId = special.VisionStart,
            VisionEndTokenId = special.VisionEnd,
            EosTokenId = special.ImEnd,
            PadTokenId = special.EndOfText,
        };
    }
}

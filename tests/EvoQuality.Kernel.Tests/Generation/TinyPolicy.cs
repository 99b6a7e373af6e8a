using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging;
using EvoQuality.Language;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

/// <summary>A random model of thirty thousand weights with the pocket tokenizer: everything a policy has, in milliseconds.</summary>
internal static class TinyPolicy
{
    /// <summary>Rows of the embedding beyond the tokenizer, as published checkpoints have them.</summary>
    public const int PaddedRows = 11;

    /// <summary>Pictures keep their size between 56x56 and 112x84 (4 to 12 merged cells).</summary>
    public static readonly ImageProcessorOptions Pictures = new() { MinPixels = 56 * 56, MaxPixels = 112 * 84 };

    private static readonly Lazy<QwenTokenizer> Shared = new(() =>
    {
        using var folder = new TemporaryFolder();
        return PocketTokenizer.Write(folder.Path, RationaleTemplates.Corpus());
    });

    public static QwenTokenizer Tokenizer => Shared.Value;

    public static Prompt OneImage { get; } = new([Image("a", 56, 56)], "Rate the image.");

    public static Prompt TwoImages { get; } = new([Image("a", 56, 56), Image("b", 112, 84)], "Compare the two images and decide.");

    public static Prompt NoImage { get; } = new([], "decide");

    public static QwenPolicy Create(ulong seed = 1, bool tied = false) =>
        QwenPolicy.Create(Model(seed, tied), Tokenizer, new ImageStore(Pictures));

    public static Qwen25VLModel Model(ulong seed = 1, bool tied = false)
    {
        var model = new Qwen25VLModel(Config(tied));
        model.Initialize(new SeedTree(seed));
        return model;
    }

    /// <summary>Writes a whole model folder.</summary>
    public static void Save(string folder)
    {
        using var model = Model();
        CheckpointFolder.Save(model, folder);
        PocketTokenizer.Write(folder, RationaleTemplates.Corpus());
        Pictures.Save(Path.Combine(folder, "preprocessor_config.json"));
    }

    /// <summary>A picture of noise, the same each time.</summary>
    public static IqaImage Image(string id, int width, int height) => new(id, () =>
    {
        var source = new SeedTree((ulong)width).Child(height).Source();
        var picture = new RgbImage(width, height);
        for (var i = 0; i < picture.Pixels.Length; i++) picture.Pixels[i] = (byte)source.NextInt(256);
        return picture;
    });

    /// <summary>Sets rows of the output layer so that the tokens have given logits as the first answer to a prompt.</summary>
    public static void Favour(QwenPolicy policy, Prompt prompt, params (int Token, double Logit)[] tokens)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var model = policy.Model;
        var batch = PromptBatch.Create(policy.Tokenize([prompt]), model.Config, CPU);
        var hidden = model.ReadPrompts(batch, prompt.Images.Count > 0 ? policy.CachedFeatures([prompt]) : null).Hidden[0, -1]; // (D)
        var direction = hidden / hidden.dot(hidden);
        var head = model.named_parameters().Single(p => p.name == "lm_head.weight").parameter;
        foreach (var (token, logit) in tokens) head[token].copy_(direction * logit);
    }

    public static Qwen25VLConfig Config(bool tied)
    {
        var special = Tokenizer.Special;
        return new Qwen25VLConfig
        {
            Vision = new VisionConfig
            {
                Depth = 2,
                HiddenSize = 24,
                IntermediateSize = 32,
                Heads = 2,
                Channels = 3,
                OutHiddenSize = 32,
                PatchSize = 14,
                TemporalPatchSize = 2,
                SpatialMergeSize = 2,
                WindowSize = 56,
                FullAttentionBlocks = [1],
                TokensPerSecond = 2,
            },
            Text = new TextConfig
            {
                VocabularySize = Tokenizer.VocabularySize + PaddedRows,
                HiddenSize = 32,
                IntermediateSize = 48,
                Layers = 2,
                Heads = 4,
                KeyValueHeads = 2,
                RmsNormEpsilon = 1e-6,
                RopeTheta = 1e6,
                MRopeSections = [1, 1, 2],
                MaxPositions = 512,
                PaddingRow = special.EndOfText,
                TieWordEmbeddings = tied,
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

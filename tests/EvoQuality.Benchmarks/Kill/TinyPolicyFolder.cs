using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Language;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Kill;

/// <summary>
/// A complete policy folder: smaller than the pocket policy, it answers in milliseconds. Its weights are random but for
/// the last layer, which makes it answer with small decimals: most parse, a few are abstentions, pictures hardly matter.
/// </summary>
internal static class TinyPolicyFolder
{
    private const int Side = 56; // four image tokens

    /// <summary>Writes tokenizer, configuration, weights and picture settings; the same seed gives the same files.</summary>
    /// <returns>The folder.</returns>
    public static string Write(string folder, ulong seed = 1)
    {
        NativeTorch.EnsureLoaded();
        var tokenizer = PocketTokenizer.Write(folder, RationaleTemplates.Corpus());
        var config = Config(tokenizer);
        using var model = new Qwen25VLModel(config);
        model.Initialize(new SeedTree(seed));
        TeachToAnswer(model, tokenizer);
        CheckpointFolder.Save(model, folder);
        new ImageProcessorOptions { MinPixels = Side * Side, MaxPixels = Side * Side }
            .Save(Path.Combine(folder, "preprocessor_config.json"));
        GenerationConfig.Save(Path.Combine(folder, "generation_config.json"), config);
        return folder;
    }

    /// <summary>
    /// Embeddings outweigh what the layers add, so the last layer can go by the token before: a line break is followed
    /// by 0 (seldom) to 5, a digit by a point or the end, a point by a digit.
    /// </summary>
    private static void TeachToAnswer(Qwen25VLModel model, QwenTokenizer tokenizer)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var weights = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        var embedding = weights["model.embed_tokens.weight"].mul_(20);
        var head = weights["lm_head.weight"].zero_();
        foreach (var first in Enumerable.Range(1, 5)) Follow("\n", Id($"{first}"));
        Follow("\n", Id("0"), 1.8);
        foreach (var digit in Enumerable.Range(0, 10))
        {
            Follow(".", Id($"{digit}"));
            Follow($"{digit}", Id("."));
            Follow($"{digit}", model.Config.EosTokenId);
        }

        int Id(string text) => tokenizer.Encode(text).Single();
        void Follow(string token, int next, double weight = 2) =>
            head[next].add_(embedding[Id(token)] / embedding[Id(token)].norm(), alpha: weight);
    }

    private static Qwen25VLConfig Config(QwenTokenizer tokenizer) => new()
    {
        Vision = new VisionConfig
        {
            Depth = 1,
            HiddenSize = 16,
            IntermediateSize = 24,
            Heads = 2,
            Channels = 3,
            OutHiddenSize = 32,
            PatchSize = 14,
            TemporalPatchSize = 2,
            SpatialMergeSize = 2,
            WindowSize = 112,
            FullAttentionBlocks = [0],
            TokensPerSecond = 2,
        },
        Text = new TextConfig
        {
            VocabularySize = (tokenizer.VocabularySize + 63) / 64 * 64,
            HiddenSize = 32,
            IntermediateSize = 48,
            Layers = 1,
            Heads = 2,
            KeyValueHeads = 1,
            RmsNormEpsilon = 1e-6,
            RopeTheta = 1e6,
            MRopeSections = [2, 3, 3],
            MaxPositions = 2048,
            PaddingRow = tokenizer.Special.EndOfText,
            TieWordEmbeddings = false,
        },
        ImageTokenId = tokenizer.Special.ImagePad,
        VideoTokenId = tokenizer.Special.VideoPad,
        VisionStartTokenId = tokenizer.Special.VisionStart,
        VisionEndTokenId = tokenizer.Special.VisionEnd,
        EosTokenId = tokenizer.Special.ImEnd,
        PadTokenId = tokenizer.Special.EndOfText,
    };
}

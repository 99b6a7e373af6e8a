using EvoQuality.Evolution.WarmStart;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Language;
using EvoQuality.Qwen25VL;

namespace EvoQuality.Notebooks.Tests;

/// <summary>Writes a pocket policy with random weights that sees pictures at 56 x 56: complete, quick, and without a clue.</summary>
internal static class TinyPolicyFolder
{
    private const int Side = 56;

    public static string Write(string folder)
    {
        NativeTorch.EnsureLoaded();
        var tokenizer = PocketTokenizer.Write(folder, RationaleTemplates.Corpus());
        new ImageProcessorOptions { MinPixels = Side * Side, MaxPixels = Side * Side }.Save(Path.Combine(folder, "preprocessor_config.json"));
        var config = WarmStartOptions.PocketConfig((tokenizer.VocabularySize + 63) / 64 * 64, tokenizer.Special);
        GenerationConfig.Save(Path.Combine(folder, "generation_config.json"), config);
        using var model = new Qwen25VLModel(config);
        model.Initialize(new SeedTree(1));
        CheckpointFolder.Save(model, folder);
        return folder;
    }
}

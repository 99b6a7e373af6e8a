using EvoQuality.Benchmarks.Parity;
using EvoQuality.Language;

namespace EvoQuality.Kernel.Tests;

/// <summary>
/// Qwen2.5's published tokenizer, which is not part of the project: EVO_QWEN_TOKENIZER names the folder of its
/// tokenizer.json and tokenizer_config.json; .ci/run fetches them.
/// </summary>
internal static class PublishedVocabulary
{
    private static readonly Lazy<QwenTokenizer> Loaded = new(() => QwenTokenizer.Load(FolderOrSkip()));

    /// <summary>The folder; skips the test where there is none.</summary>
    public static string FolderOrSkip()
    {
        var folder = Environment.GetEnvironmentVariable(TokenizerParity.Variable);
        if (string.IsNullOrEmpty(folder)) Assert.Skip($"needs Qwen2.5's tokenizer.json in {TokenizerParity.Variable}");
        return folder;
    }

    /// <summary>The tokenizer, loaded once; skips the test where there is none.</summary>
    public static QwenTokenizer LoadOrSkip()
    {
        FolderOrSkip();
        return Loaded.Value;
    }
}

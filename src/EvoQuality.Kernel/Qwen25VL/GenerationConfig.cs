using System.Text.Json;
using EvoQuality.Foundations;

namespace EvoQuality.Qwen25VL;

/// <summary>
/// Writes <c>generation_config.json</c> for other tools. We never read its sampling values: a run's own options say how it samples.
/// </summary>
public static class GenerationConfig
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Ids and plain sampling at temperature 1.</summary>
    public static void Save(string path, Qwen25VLConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var json = new
        {
            bos_token_id = config.PadTokenId,
            pad_token_id = config.PadTokenId,
            eos_token_id = new[] { config.EosTokenId, config.PadTokenId }, // either ends an answer, as in the published files
            do_sample = true,
            temperature = 1.0,
            top_p = 1.0,
            top_k = 0,
        };
        AtomicFile.WriteAllText(path, JsonSerializer.Serialize(json, Indented) + "\n");
    }
}

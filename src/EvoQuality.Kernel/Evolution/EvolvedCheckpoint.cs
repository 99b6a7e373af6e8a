using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Qwen25VL;

namespace EvoQuality.Evolution;

/// <summary>Saves an evolved policy as a complete model folder that transformers and this kit load.</summary>
public static class EvolvedCheckpoint
{
    private static readonly string[] Companions =
    [
        "tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt", "chat_template.json", "chat_template.jinja",
        "preprocessor_config.json", "processor_config.json", "generation_config.json", "added_tokens.json", "special_tokens_map.json",
    ];

    /// <summary>Writes the weights and copies what stands beside them: tokenizer, template, picture sizes.</summary>
    /// <param name="policy">What to save.</param>
    /// <param name="startFolder">The model folder the evolution started from; not written to.</param>
    /// <param name="folder">Where the new model goes.</param>
    /// <exception cref="ArgumentException">Both folders are the same: the start would be lost.</exception>
    public static void Save(QwenPolicy policy, string startFolder, string folder)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (Path.TrimEndingDirectorySeparator(Path.GetFullPath(startFolder)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))
            throw new ArgumentException($"{folder}: the evolved policy would replace the one it started from; choose another folder.", nameof(folder));
        foreach (var name in Companions)
        {
            var source = Path.Combine(startFolder, name);
            if (File.Exists(source)) AtomicFile.WriteAllBytes(Path.Combine(folder, name), File.ReadAllBytes(source));
        }

        CheckpointFolder.Save(policy.Model, folder);
    }
}

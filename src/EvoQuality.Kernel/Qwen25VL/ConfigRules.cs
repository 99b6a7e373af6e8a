namespace EvoQuality.Qwen25VL;

/// <summary>What must hold between the numbers of a configuration. Sums and products are taken wide: the file may say anything.</summary>
internal static class ConfigRules
{
    /// <exception cref="InvalidDataException">All faults that were found, with the path.</exception>
    public static void Check(string path, Qwen25VLConfig config)
    {
        string[] faults = [.. Sizes(config).Where(s => s.Value < 1).Select(s => $"{s.Key} is {s.Value}, expected 1 or more")];
        if (faults.Length == 0) faults = [.. Ids(config), .. Text(config.Text), .. Vision(config.Vision, config.Text.HiddenSize)];
        if (faults.Length > 0) throw new InvalidDataException($"{path}: {string.Join("; ", faults)}.");
    }

    private static IEnumerable<(string Key, int Value)> Sizes(Qwen25VLConfig c) =>
    [
        ("vocab_size", c.Text.VocabularySize), ("hidden_size", c.Text.HiddenSize), ("intermediate_size", c.Text.IntermediateSize),
        ("num_hidden_layers", c.Text.Layers), ("num_attention_heads", c.Text.Heads), ("num_key_value_heads", c.Text.KeyValueHeads),
        ("max_position_embeddings", c.Text.MaxPositions), ("vision_config.depth", c.Vision.Depth),
        ("vision_config.hidden_size", c.Vision.HiddenSize), ("vision_config.intermediate_size", c.Vision.IntermediateSize),
        ("vision_config.num_heads", c.Vision.Heads), ("vision_config.in_chans", c.Vision.Channels),
        ("vision_config.patch_size", c.Vision.PatchSize), ("vision_config.temporal_patch_size", c.Vision.TemporalPatchSize),
        ("vision_config.spatial_merge_size", c.Vision.SpatialMergeSize), ("vision_config.window_size", c.Vision.WindowSize),
    ];

    private static IEnumerable<string> Ids(Qwen25VLConfig c)
    {
        (string Key, int Id)[] ids =
        [
            ("image_token_id", c.ImageTokenId), ("video_token_id", c.VideoTokenId), ("vision_start_token_id", c.VisionStartTokenId),
            ("vision_end_token_id", c.VisionEndTokenId), ("eos_token_id", c.EosTokenId), ("pad_token_id", c.PadTokenId),
        ];
        return ids.Where(i => i.Id < 0 || i.Id >= c.Text.VocabularySize).Select(i => $"{i.Key} {i.Id} is not one of {c.Text.VocabularySize} tokens");
    }

    private static IEnumerable<string> Text(TextConfig t)
    {
        var sections = t.MRopeSections;
        var sum = sections.Sum(s => (long)s);
        if (t.HiddenSize % t.Heads != 0) yield return $"hidden_size {t.HiddenSize} is not a multiple of num_attention_heads {t.Heads}";
        if (t.Heads % t.KeyValueHeads != 0) yield return $"num_attention_heads {t.Heads} is not a multiple of num_key_value_heads {t.KeyValueHeads}";
        if (sections.Count != 3) yield return $"mrope_section has {sections.Count} entries, expected 3";
        if (sections.Any(s => s < 0)) yield return $"mrope_section has a negative entry {sections.Min()}";
        if (sum * 2 != t.HeadSize) yield return $"mrope_section sums to {sum}, expected half of the head width {t.HeadSize}";
        if (!(t.RmsNormEpsilon > 0 && double.IsFinite(t.RmsNormEpsilon))) yield return $"rms_norm_eps is {t.RmsNormEpsilon}, expected a small positive number";
        if (!(t.RopeTheta > 0 && double.IsFinite(t.RopeTheta))) yield return $"rope_theta is {t.RopeTheta}, expected a positive number";
    }

    private static IEnumerable<string> Vision(VisionConfig v, int languageWidth)
    {
        var cell = (long)v.PatchSize * v.SpatialMergeSize;
        if (v.WindowSize < cell) yield return $"window_size {v.WindowSize} is smaller than a merged cell of {cell} pixels";
        if (v.HiddenSize % (4L * v.Heads) != 0) yield return $"vision hidden_size {v.HiddenSize} is not a multiple of 4 x num_heads {v.Heads}";
        if (v.OutHiddenSize != languageWidth) yield return $"out_hidden_size {v.OutHiddenSize} differs from hidden_size {languageWidth}";
        foreach (var block in v.FullAttentionBlocks.Where(b => b < 0 || b >= v.Depth))
            yield return $"fullatt_block_indexes names block {block}, expected 0 to {v.Depth - 1}";
    }
}

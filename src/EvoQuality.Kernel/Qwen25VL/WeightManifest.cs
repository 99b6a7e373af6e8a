namespace EvoQuality.Qwen25VL;

/// <summary>
/// The published names and shapes of an architecture's weights, one at a time and without allocating: whoever compares
/// them with files stops at the first that is missing, however large the sizes in the configuration are.
/// </summary>
internal static class WeightManifest
{
    public static IEnumerable<(string Name, long[] Shape)> Of(Qwen25VLConfig config) =>
        Vision(config.Vision).Concat(Language(config.Text));

    private static IEnumerable<(string Name, long[] Shape)> Vision(VisionConfig v)
    {
        long width = v.HiddenSize;
        yield return ("visual.patch_embed.proj.weight", [width, v.Channels, v.TemporalPatchSize, v.PatchSize, v.PatchSize]);
        for (var i = 0; i < v.Depth; i++)
        {
            var block = $"visual.blocks.{i}";
            yield return ($"{block}.norm1.weight", [width]);
            yield return ($"{block}.norm2.weight", [width]);
            foreach (var tensor in Linear($"{block}.attn.qkv", 3 * width, width)) yield return tensor;
            foreach (var tensor in Linear($"{block}.attn.proj", width, width)) yield return tensor;
            foreach (var tensor in Mlp(block, width, v.IntermediateSize, bias: true)) yield return tensor;
        }

        var joined = width * v.SpatialMergeSize * v.SpatialMergeSize;
        yield return ("visual.merger.ln_q.weight", [width]);
        foreach (var tensor in Linear("visual.merger.mlp.0", joined, joined)) yield return tensor;
        foreach (var tensor in Linear("visual.merger.mlp.2", v.OutHiddenSize, joined)) yield return tensor;
    }

    private static IEnumerable<(string Name, long[] Shape)> Language(TextConfig t)
    {
        long width = t.HiddenSize;
        yield return ("model.embed_tokens.weight", [t.VocabularySize, width]);
        for (var i = 0; i < t.Layers; i++)
        {
            var layer = $"model.layers.{i}";
            var keyValueWidth = (long)t.KeyValueHeads * t.HeadSize;
            yield return ($"{layer}.input_layernorm.weight", [width]);
            yield return ($"{layer}.post_attention_layernorm.weight", [width]);
            foreach (var tensor in Linear($"{layer}.self_attn.q_proj", width, width)) yield return tensor;
            foreach (var tensor in Linear($"{layer}.self_attn.k_proj", keyValueWidth, width)) yield return tensor;
            foreach (var tensor in Linear($"{layer}.self_attn.v_proj", keyValueWidth, width)) yield return tensor;
            foreach (var tensor in Linear($"{layer}.self_attn.o_proj", width, width, bias: false)) yield return tensor;
            foreach (var tensor in Mlp(layer, width, t.IntermediateSize, bias: false)) yield return tensor;
        }

        yield return ("model.norm.weight", [width]);
        if (!t.TieWordEmbeddings) yield return ("lm_head.weight", [t.VocabularySize, width]);
    }

    private static IEnumerable<(string Name, long[] Shape)> Mlp(string layer, long width, long inner, bool bias) =>
    [
        .. Linear($"{layer}.mlp.gate_proj", inner, width, bias),
        .. Linear($"{layer}.mlp.up_proj", inner, width, bias),
        .. Linear($"{layer}.mlp.down_proj", width, inner, bias),
    ];

    private static IEnumerable<(string Name, long[] Shape)> Linear(string name, long outputs, long inputs, bool bias = true)
    {
        yield return ($"{name}.weight", [outputs, inputs]);
        if (bias) yield return ($"{name}.bias", [outputs]);
    }
}

namespace EvoQuality.Qwen25VL;

/// <summary>How many weights an architecture has and where they are; nothing is allocated.</summary>
public static class ParameterCount
{
    private static readonly (string Prefix, string Part)[] Parts =
    [
        ("visual.patch_embed", "patch embedding"), ("visual.blocks", "vision blocks"), ("visual.merger", "merger"),
        ("model.embed_tokens", "token embedding"), ("model.layers", "decoder layers"), ("model.norm", "final norm"), ("lm_head", "output layer"),
    ];

    /// <summary>Weights per part, in the order in which a prompt meets them. A tied output layer is the token embedding and counts 0.</summary>
    public static IReadOnlyList<(string Part, long Weights)> Of(Qwen25VLConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var tensors = WeightManifest.Of(config).ToArray();
        return
        [
            .. Parts.Select(p => (p.Part, tensors.Where(t => t.Name.StartsWith(p.Prefix, StringComparison.Ordinal))
                .Sum(t => t.Shape.Aggregate(1L, (product, size) => checked(product * size))))),
        ];
    }
}

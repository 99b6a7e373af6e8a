namespace EvoQuality.Qwen25VL;

/// <summary>
/// Architecture of a Qwen2.5-VL checkpoint. Every value comes from its <c>config.json</c>: the class defaults of other
/// libraries differ from the published checkpoints, so none is assumed here.
/// </summary>
public sealed record Qwen25VLConfig
{
    /// <summary>The vision tower.</summary>
    public required VisionConfig Vision { get; init; }

    /// <summary>The language model.</summary>
    public required TextConfig Text { get; init; }

    /// <summary>Token that an image's merged patches replace.</summary>
    public required int ImageTokenId { get; init; }

    /// <summary>Token that a video's merged patches would replace (videos are not supported; the id is never emitted).</summary>
    public required int VideoTokenId { get; init; }

    /// <summary>Token before an image.</summary>
    public required int VisionStartTokenId { get; init; }

    /// <summary>Token after an image.</summary>
    public required int VisionEndTokenId { get; init; }

    /// <summary>Token that ends a completion.</summary>
    public required int EosTokenId { get; init; }

    /// <summary>Token that fills unused places.</summary>
    public required int PadTokenId { get; init; }
}

/// <summary>Vision tower: patches in, one vector per merged cell out.</summary>
public sealed record VisionConfig
{
    /// <summary>Number of blocks.</summary>
    public required int Depth { get; init; }

    /// <summary>Width inside the tower; a multiple of 4 x <see cref="Heads"/>.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width of the gated feed-forward part.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Colour channels (3).</summary>
    public required int Channels { get; init; }

    /// <summary>Width of the output: the language model's hidden size.</summary>
    public required int OutHiddenSize { get; init; }

    /// <summary>Side of a patch in pixels (14).</summary>
    public required int PatchSize { get; init; }

    /// <summary>Frames per patch (2; a still image is repeated).</summary>
    public required int TemporalPatchSize { get; init; }

    /// <summary>Side of a merged cell in patches (2).</summary>
    public required int SpatialMergeSize { get; init; }

    /// <summary>Side of an attention window in pixels (112).</summary>
    public required int WindowSize { get; init; }

    /// <summary>Blocks that attend over the whole image; the others stay inside windows.</summary>
    public required IReadOnlyList<int> FullAttentionBlocks { get; init; }

    /// <summary>Time scale of video positions; without effect on still images.</summary>
    public required int TokensPerSecond { get; init; }

    /// <summary>Values per patch row: channels x frames x side x side.</summary>
    public int PatchDimension => Channels * TemporalPatchSize * PatchSize * PatchSize;

    /// <summary>Patches per merged cell.</summary>
    public int MergeUnit => SpatialMergeSize * SpatialMergeSize;
}

/// <summary>Language model: grouped-query attention with M-RoPE.</summary>
public sealed record TextConfig
{
    /// <summary>Rows of the embedding.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width of the gated feed-forward part.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Number of layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Query heads; a multiple of <see cref="KeyValueHeads"/>.</summary>
    public required int Heads { get; init; }

    /// <summary>Key and value heads.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Variance floor of the norms.</summary>
    public required double RmsNormEpsilon { get; init; }

    /// <summary>Base of the rotary frequencies.</summary>
    public required double RopeTheta { get; init; }

    /// <summary>Rotary frequencies given to time, row and column; together half a head's width.</summary>
    public required IReadOnlyList<int> MRopeSections { get; init; }

    /// <summary>Longest sequence.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>Row of the embedding that gets no gradient as an input (<c>pad_token_id</c>); null where the configuration names none.</summary>
    public int? PaddingRow { get; init; }

    /// <summary>Whether the output layer is the embedding (then there is no <c>lm_head</c> tensor).</summary>
    public required bool TieWordEmbeddings { get; init; }

    /// <summary>Width of one head.</summary>
    public int HeadSize => HiddenSize / Heads;

    /// <summary>Query heads per key and value head.</summary>
    public int QueryGroups => Heads / KeyValueHeads;
}

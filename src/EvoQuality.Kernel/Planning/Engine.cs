namespace EvoQuality.Planning;

/// <summary>
/// How an engine lays work out, as far as that changes what is computed or read. Each of the known ones is a default that a user of it
/// may correct with <c>with</c>.
/// </summary>
public sealed record Engine
{
    /// <summary>Its name in tables.</summary>
    public required string Name { get; init; }

    /// <summary>Answers to one prompt are sampled from one reading of it and of its images; else every answer reads both again.</summary>
    public bool SharesPrompts { get; init; }

    /// <summary>In training the G completions of a prompt continue one pass over it, forward and backward; else each is a row with its own copy.</summary>
    public bool SharesPromptsInTraining { get; init; }

    /// <summary>A decoding step reads a shared prompt's keys and values once for all its answers; else once for each.</summary>
    public bool ReadsSharedCacheOnce { get; init; }

    /// <summary>Attention leaves out the keys that causality hides; else they are computed and masked.</summary>
    public bool SkipsHiddenKeys { get; init; }

    /// <summary>Of a prompt the last layer computes the last position alone, and keys and values.</summary>
    public bool LastPositionAlone { get; init; }

    /// <summary>The patch rows of a still picture hold one of its two equal frames.</summary>
    public bool OneFrame { get; init; }

    /// <summary>The policy's log-probabilities at sampling are computed again by the trainer before the step.</summary>
    public bool ScoresOldPolicy { get; init; }

    /// <summary>Bytes of encoded images that are kept from one prompt to another while the weights stand still.</summary>
    public long FeatureBudget { get; init; }

    /// <summary>Prompts read, or trained on, at once: weights are read once for all of them. Default 8 (our choice).</summary>
    public int PromptsAtOnce { get; init; } = 8;

    /// <summary>Answers that are decoded at once. Default 256 (our choice; a usual limit of sequences in serving engines).</summary>
    public int RowsAtOnce { get; init; } = 256;

    /// <summary>This kit: prompts shared in sampling and training, 2 GiB of encoded images (<c>QwenPolicy.KeepFeatures</c> holds more on disk).</summary>
    public static Engine EvoQuality { get; } = new()
    {
        Name = "EvoQuality",
        SharesPrompts = true,
        SharesPromptsInTraining = true,
        ReadsSharedCacheOnce = true,
        LastPositionAlone = true,
        OneFrame = true,
        FeatureBudget = 2L << 30,
    };

    /// <summary>transformers as called: <c>generate(num_return_sequences=K)</c>, which repeats prompt and pixels for every answer.</summary>
    public static Engine Transformers { get; } = new() { Name = "transformers" };

    /// <summary>vLLM with prefix caching: a prompt and its images are computed once for its answers, its cache is read by each.</summary>
    public static Engine Vllm { get; } = new() { Name = "vLLM", SharesPrompts = true, SkipsHiddenKeys = true };

    /// <summary>TRL's trainer: a row per completion, with prompt and pixels.</summary>
    public static Engine Trl { get; } = new() { Name = "TRL" };

    /// <summary>verl's trainer: rows as TRL's without padding, and the old policy's log-probabilities computed again (its default).</summary>
    public static Engine Verl { get; } = new() { Name = "verl", SkipsHiddenKeys = true, ScoresOldPolicy = true };
}

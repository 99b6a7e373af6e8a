namespace EvoQuality.Generation.Served;

/// <summary>
/// What a kind of server takes beside <c>model</c>, <c>messages</c>, <c>temperature</c>, <c>top_p</c> and the answer's length.
/// Nothing else is sent: some servers refuse fields that they do not know, others silently do without.
/// </summary>
public sealed record ServerAbilities
{
    private static readonly Dictionary<string, object> Nothing = [];

    /// <summary>Only what every chat client takes, one answer per request: for clients of other packages.</summary>
    public static ServerAbilities Plain { get; } = new() { Name = "plain" };

    /// <summary>
    /// vLLM. Without being told otherwise it takes top-k and penalties from the checkpoint's <c>generation_config.json</c>
    /// (published Qwen2.5-VL: top-k 1, repetition penalty 1.05), so all are sent.
    /// </summary>
    public static ServerAbilities Vllm { get; } = new()
    {
        Name = "vllm",
        Samples = true,
        Seed = true,
        LogProbs = true,
        AllTokens = -1,
        Always = new Dictionary<string, object> { ["repetition_penalty"] = 1.0, ["min_p"] = 0.0 },
        Continue = new Dictionary<string, object> { ["continue_final_message"] = true, ["add_generation_prompt"] = false },
    };

    /// <summary>SGLang; see <see cref="Vllm"/> for what is sent.</summary>
    public static ServerAbilities Sglang { get; } = Vllm with
    {
        Name = "sglang",
        Continue = new Dictionary<string, object> { ["continue_final_message"] = true },
    };

    /// <summary>
    /// <c>transformers serve</c> (5.12): one answer per request, no log-probabilities, 422 for fields it does not know. Sampling goes
    /// into its <c>generation_config</c>, for the reason given at <see cref="Vllm"/>. Its seeds are the process's: they decide
    /// an answer only where requests come one at a time.
    /// </summary>
    public static ServerAbilities Transformers { get; } = new() { Name = "transformers", Seed = true, GenerationConfig = true };

    /// <summary>Ollama's OpenAI-compatible endpoint: one answer per request.</summary>
    public static ServerAbilities Ollama { get; } = new() { Name = "ollama", Seed = true, LogProbs = true };

    /// <summary>OpenAI, and clouds that follow it to the letter.</summary>
    public static ServerAbilities OpenAI { get; } = new()
    {
        Name = "openai",
        Samples = true,
        Seed = true,
        LogProbs = true,
        LengthField = "max_completion_tokens",
    };

    /// <summary>The kinds that have a name.</summary>
    public static IReadOnlyList<ServerAbilities> All { get; } = [Vllm, Sglang, Transformers, Ollama, OpenAI, Plain];

    /// <summary>Name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Several answers to one request (<c>n</c>).</summary>
    public bool Samples { get; init; }

    /// <summary>A <c>seed</c> per request.</summary>
    public bool Seed { get; init; }

    /// <summary>Log-probabilities of the likeliest tokens (<c>logprobs</c>, <c>top_logprobs</c>).</summary>
    public bool LogProbs { get; init; }

    /// <summary>What <c>top_k</c> says for "all tokens"; null where the server takes no <c>top_k</c>.</summary>
    public int? AllTokens { get; init; }

    /// <summary>Whether sampling is sent as text in <c>generation_config</c>.</summary>
    public bool GenerationConfig { get; init; }

    /// <summary>Field of the answer's length where it is not <c>max_tokens</c>.</summary>
    public string? LengthField { get; init; }

    /// <summary>Fields of every request.</summary>
    public IReadOnlyDictionary<string, object> Always { get; init; } = Nothing;

    /// <summary>
    /// Fields that have the server go on with a begun answer, which score distributions are read with; empty where it cannot.
    /// </summary>
    public IReadOnlyDictionary<string, object> Continue { get; init; } = Nothing;

    /// <summary>The kind of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ServerAbilities ByName(string name) =>
        All.FirstOrDefault(s => s.Name == name)
        ?? throw new ArgumentException($"There is no kind of server '{name}'; expected one of {string.Join(", ", All.Select(s => s.Name))}.");

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

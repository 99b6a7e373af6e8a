using System.Text.Json.Serialization;

namespace EvoQuality.Handoff;

/// <summary>A row of verl's data set (columns as in verl's own preprocessing of geometry3k).</summary>
public sealed record VerlRow
{
    /// <summary>Names the data set.</summary>
    [JsonPropertyName("data_source")]
    public string DataSource { get; init; } = "";

    /// <summary>One user turn; <c>&lt;image&gt;</c> is where the picture goes.</summary>
    [JsonPropertyName("prompt")]
    public List<ChatMessage> Prompt { get; init; } = [];

    /// <summary>The picture.</summary>
    [JsonPropertyName("images")]
    public List<VerlImage> Images { get; init; } = [];

    /// <summary>Kind of task.</summary>
    [JsonPropertyName("ability")]
    public string Ability { get; init; } = "";

    /// <summary>How it is rewarded.</summary>
    [JsonPropertyName("reward_model")]
    public VerlReward RewardModel { get; init; } = new();

    /// <summary>What the reward function is told besides.</summary>
    [JsonPropertyName("extra_info")]
    public VerlExtra ExtraInfo { get; init; } = new();
}

/// <summary>A picture of a <see cref="VerlRow"/>: its file's bytes.</summary>
public sealed record VerlImage
{
    /// <summary>The file, byte for byte.</summary>
    [JsonPropertyName("bytes")]
    public byte[] Bytes { get; init; } = [];

    /// <summary>The file's name.</summary>
    [JsonPropertyName("path")]
    public string Path { get; init; } = "";
}

/// <summary>verl's <c>reward_model</c>.</summary>
public sealed record VerlReward
{
    /// <summary><c>rule</c>.</summary>
    [JsonPropertyName("style")]
    public string Style { get; init; } = "rule";

    /// <summary>p*(picture, partner).</summary>
    [JsonPropertyName("ground_truth")]
    public double GroundTruth { get; init; }
}

/// <summary>verl's <c>extra_info</c>.</summary>
public sealed record VerlExtra
{
    /// <summary><c>train</c>.</summary>
    [JsonPropertyName("split")]
    public string Split { get; init; } = "train";

    /// <summary>Number of the row, from 0.</summary>
    [JsonPropertyName("index")]
    public int Index { get; init; }

    /// <summary>Step that takes it, from 0.</summary>
    [JsonPropertyName("step")]
    public int Step { get; init; }

    /// <summary>Number of the pair within the step, from 0.</summary>
    [JsonPropertyName("pair")]
    public int Pair { get; init; }

    /// <summary>Id of the picture.</summary>
    [JsonPropertyName("picture")]
    public string Picture { get; init; } = "";

    /// <summary>Id of the pair's other picture.</summary>
    [JsonPropertyName("partner")]
    public string Partner { get; init; } = "";
}

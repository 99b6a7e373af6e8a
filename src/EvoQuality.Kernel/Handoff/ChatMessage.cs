using System.Text.Json.Serialization;

namespace EvoQuality.Handoff;

/// <summary>A turn of a conversation, as engines spell it.</summary>
/// <param name="Role"><c>user</c>.</param>
/// <param name="Content">What is said.</param>
public sealed record ChatMessage(
    [property: JsonPropertyName("role")] string Role,
    [property: JsonPropertyName("content")] string Content)
{
    /// <summary>An empty turn, for readers of files.</summary>
    public ChatMessage() : this("", "")
    {
    }
}

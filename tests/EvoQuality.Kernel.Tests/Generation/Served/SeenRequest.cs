using System.Text.Json;
using System.Text.Json.Nodes;

namespace EvoQuality.Kernel.Tests;

/// <summary>A chat completion request as a server sees it.</summary>
internal sealed record SeenRequest(string Path, string? Authorization, JsonObject Body)
{
    /// <summary>Names of the fields beside model and messages.</summary>
    public IEnumerable<string> Fields => Body.Select(f => f.Key).Where(k => k is not ("model" or "messages")).Order(StringComparer.Ordinal);

    /// <summary>Data URLs of the pictures, in order.</summary>
    public string[] Pictures => [.. Parts.Where(p => p["type"]!.GetValue<string>() == "image_url").Select(p => p["image_url"]!["url"]!.GetValue<string>())];

    /// <summary>The question.</summary>
    public string Text => Parts.Single(p => p["type"]!.GetValue<string>() == "text")["text"]!.GetValue<string>();

    /// <summary>What is begun of the answer.</summary>
    public string Begun => Messages.Count > 1 ? Messages[1]!["content"]!.GetValue<string>() : "";

    public ulong Seed => Body["seed"]!.GetValue<ulong>();

    public int Samples => Body["n"]?.GetValue<int>() ?? 1;

    private JsonArray Messages => Body["messages"]!.AsArray();

    private IEnumerable<JsonNode> Parts => Messages[0]!["content"] is JsonArray parts ? parts.Select(p => p!) : [];

    /// <summary>The request without its first picture.</summary>
    public SeenRequest WithoutAPicture()
    {
        var body = JsonSerializer.Deserialize<JsonObject>(Body)!;
        var parts = body["messages"]![0]!["content"]!.AsArray();
        parts.Remove(parts.First(p => p!["type"]!.GetValue<string>() == "image_url"));
        return this with { Body = body };
    }
}

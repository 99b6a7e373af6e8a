using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EvoQuality.Generation.Served;

/// <summary>The JSON of a chat completion request.</summary>
internal static class ChatRequestBody
{
    /// <param name="model">Unless the options name one.</param>
    /// <param name="messages">Texts and pictures (data URLs or addresses).</param>
    /// <param name="options">The standard fields that are set, and every additional property under its own name.</param>
    public static byte[] Write(string model, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", options?.ModelId ?? model);
            json.WriteStartArray("messages");
            foreach (var message in messages) Write(json, message);
            json.WriteEndArray();
            if (options?.MaxOutputTokens is { } length) json.WriteNumber("max_tokens", length);
            if (options?.Temperature is { } temperature) json.WriteNumber("temperature", temperature);
            if (options?.TopP is { } topP) json.WriteNumber("top_p", topP);
            if (options?.TopK is { } topK) json.WriteNumber("top_k", topK);
            if (options?.Seed is { } seed) json.WriteNumber("seed", seed);
            foreach (var (name, value) in options?.AdditionalProperties ?? [])
            {
                json.WritePropertyName(name);
                JsonSerializer.Serialize(json, value);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ChatMessage message)
    {
        json.WriteStartObject();
        json.WriteString("role", message.Role.Value);
        if (message.Contents is [TextContent only])
        {
            json.WriteString("content", only.Text);
        }
        else
        {
            json.WriteStartArray("content");
            foreach (var content in message.Contents) Write(json, content);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AIContent content)
    {
        json.WriteStartObject();
        switch (content)
        {
            case TextContent text:
                json.WriteString("type", "text");
                json.WriteString("text", text.Text);
                break;
            case DataContent or UriContent:
                json.WriteString("type", "image_url");
                json.WriteStartObject("image_url");
                json.WriteString("url", content is DataContent data ? data.Uri : ((UriContent)content).Uri.AbsoluteUri);
                json.WriteEndObject();
                break;
            default:
                throw new NotSupportedException($"A message holds {content.GetType().Name}; expected texts and pictures.");
        }

        json.WriteEndObject();
    }
}

using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EvoQuality.Generation.Served;

/// <summary>A reply to a chat completion request: the raw representation of <see cref="ServedChatClient"/>'s responses.</summary>
/// <param name="Choices">Its answers, in the server's order.</param>
/// <param name="PromptTokens">Tokens of the prompt; null where the server does not say.</param>
/// <param name="AnswerTokens">Tokens of all answers; null where the server does not say.</param>
public sealed record ServedReply(IReadOnlyList<ServedChoice> Choices, long? PromptTokens, long? AnswerTokens)
{
    /// <summary>Reads the JSON of a reply.</summary>
    /// <exception cref="JsonException">It is not JSON, or not a reply.</exception>
    internal static ServedReply Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("choices", out var list) || list.ValueKind != JsonValueKind.Array)
            throw new JsonException("it holds no list of choices");
        var choices = new SortedDictionary<int, ServedChoice>();
        foreach (var element in list.EnumerateArray())
        {
            var index = element.ValueKind == JsonValueKind.Object && element.TryGetProperty("index", out var given)
                && given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var i) ? i : choices.Count;
            if (!choices.TryAdd(index, Choice(element))) throw new JsonException($"choice {index} is there twice");
        }

        return new ServedReply([.. choices.Values], Tokens(root, "prompt_tokens"), Tokens(root, "completion_tokens"));
    }

    /// <summary>The reply behind a response of any chat client; those of other packages hold one answer.</summary>
    internal static ServedReply Of(ChatResponse response) =>
        response.RawRepresentation as ServedReply
        ?? new ServedReply(
            [
                new ServedChoice(
                    response.FinishReason == ChatFinishReason.ContentFilter ? "" : response.Text, response.FinishReason == ChatFinishReason.Length,
                    response.FinishReason == ChatFinishReason.ContentFilter, null),
            ],
            response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount);

    private static ServedChoice Choice(JsonElement choice)
    {
        if (choice.ValueKind != JsonValueKind.Object || !choice.TryGetProperty("message", out var message) || message.ValueKind != JsonValueKind.Object)
            throw new JsonException("a choice holds no message");
        var text = Text(message, "content");
        var finish = Text(choice, "finish_reason");
        var refused = Text(message, "refusal").Length > 0 || finish == "content_filter";
        var content = choice.TryGetProperty("logprobs", out var logProbs) && logProbs.ValueKind == JsonValueKind.Object
            && logProbs.TryGetProperty("content", out var tokens) && tokens.ValueKind == JsonValueKind.Array
            ? tokens.EnumerateArray().Select(Likeliest).ToArray()
            : null;
        return new ServedChoice(refused ? "" : text, finish == "length", refused, content);
    }

    /// <summary>The likeliest tokens of a place, the chosen one among them.</summary>
    private static TokenLogProb[] Likeliest(JsonElement place)
    {
        var chosen = Token(place);
        var top = place.TryGetProperty("top_logprobs", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(Token).ToArray() : [];
        return top.Contains(chosen) ? top : [.. top, chosen];
    }

    private static TokenLogProb Token(JsonElement token) =>
        token.ValueKind == JsonValueKind.Object && token.TryGetProperty("logprob", out var logProb) && logProb.ValueKind == JsonValueKind.Number && logProb.TryGetDouble(out var value)
            ? new TokenLogProb(Text(token, "token"), value)
            : throw new JsonException("a token holds no log-probability");

    private static string Text(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return "";
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new JsonException($"{name} is no text");
    }

    private static long? Tokens(JsonElement root, string name) =>
        root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object && usage.TryGetProperty(name, out var count)
        && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var tokens)
            ? tokens
            : null;
}

using System.Text.Json;

namespace EvoQuality.Kernel.Tests;

/// <summary>What a server says to a request.</summary>
internal sealed record ServedAnswer(int Status, string Body, string Headers = "")
{
    /// <summary>Answers, each of two tokens, to a prompt of ten.</summary>
    public static ServedAnswer Of(params string[] texts) => Choices(texts.Select(t => (object)new { role = "assistant", content = t }), "stop", 2 * texts.Length);

    /// <summary>A refusal in the message.</summary>
    public static ServedAnswer Refusal() => Choices([new { role = "assistant", content = (string?)null, refusal = "I will not say 0 or 1." }], "stop", 2);

    /// <summary>One answer that ended in a certain way.</summary>
    public static ServedAnswer Ending(string text, string reason, int tokens = 2) => Choices([new { role = "assistant", content = text }], reason, tokens);

    /// <summary>One token with the likeliest tokens of its place.</summary>
    public static ServedAnswer Likeliest(params (string Token, double Probability)[] tokens)
    {
        var top = tokens.Select(t => new { token = t.Token, logprob = t.Probability > 0 ? Math.Log(t.Probability) : -9999.0 }).ToArray();
        return new ServedAnswer(200, JsonSerializer.Serialize(new
        {
            choices = new[]
            {
                new
                {
                    index = 0,
                    message = new { role = "assistant", content = top[0].token },
                    finish_reason = "length",
                    logprobs = new { content = new[] { new { top[0].token, top[0].logprob, top_logprobs = top } } },
                },
            },
            usage = new { prompt_tokens = 10, completion_tokens = 1 },
        }));
    }

    /// <summary>An error as vLLM words it.</summary>
    public static ServedAnswer Error(int status, string message, string headers = "") =>
        new(status, JsonSerializer.Serialize(new { error = new { message, code = status } }), headers);

    private static ServedAnswer Choices(IEnumerable<object> messages, string reason, int tokens) => new(200, JsonSerializer.Serialize(new
    {
        id = "chatcmpl-1",
        choices = messages.Select((message, index) => new { index, message, finish_reason = reason }),
        usage = new { prompt_tokens = 10, completion_tokens = tokens },
    }));
}

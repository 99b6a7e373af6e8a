using EvoQuality.Generation.Served;
using static EvoQuality.Kernel.Tests.ServedPictures;

namespace EvoQuality.Kernel.Tests;

public class ServerProbeTests
{
    [Fact]
    public async Task A_server_that_can_everything_is_found_so()
    {
        using var proxy = new FaultProxy(r => r.Body["logprobs"] is not null
            ? ServedAnswer.Likeliest(("a", 0.5), ("b", 0.2), ("c", 0.1), ("d", 0.1), ("e", 0.1))
            : WithPrompt(10 + r.Begun.Length + (64 * r.Pictures.Length), [.. Enumerable.Repeat(r.Body["seed"] is { } seed ? $"word {seed}" : "word", r.Samples)]));
        var findings = await Probe(proxy, ServerAbilities.Vllm);
        Assert.All(findings, f => Assert.True(f.Works, $"{f.Ability}: {f.Found}"));
        Assert.Equal(["text", "two pictures", "several answers (n)", "log-probabilities", "begun answers", "seeds"], findings.Select(f => f.Ability));
    }

    [Fact]
    public async Task What_a_server_leaves_out_or_refuses_is_found_too()
    {
        var asked = 0;
        using var proxy = new FaultProxy(r =>
            r.Pictures.Length > 0 ? ServedAnswer.Error(400, "pocket is not a multimodal model")
            : r.Body["logprobs"] is not null ? ServedAnswer.Error(422, "unexpected fields: logprobs")
            : ServedAnswer.Of($"word {asked++}"));
        var findings = await Probe(proxy, ServerAbilities.Vllm);
        Assert.Equal([true, false, false, false, false, false], findings.Select(f => f.Works));
        Assert.Contains("not a multimodal model", findings[1].Found, StringComparison.Ordinal);
        Assert.Equal("1 for n = 2", findings[2].Found);
        Assert.Contains("unexpected fields", findings[3].Found, StringComparison.Ordinal);
        Assert.Equal("a prompt of 0 more tokens, expected 1", findings[4].Found); // the fields were taken and not heeded
        Assert.Equal("another answer to the same seed", findings[5].Found);
    }

    [Fact]
    public async Task Pictures_that_are_left_out_in_silence_are_found_missing()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Of("word"));
        var pictures = (await Probe(proxy, ServerAbilities.Transformers))[1];
        Assert.False(pictures.Works);
        Assert.Contains("left out in silence", pictures.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vllm", "max_tokens min_p repetition_penalty temperature top_k top_p")]
    [InlineData("transformers", "generation_config max_tokens temperature top_p")]
    [InlineData("openai", "max_completion_tokens temperature top_p")]
    public async Task A_server_is_asked_with_the_fields_that_a_policy_sends(string kind, string fields)
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Of("word"));
        await Probe(proxy, ServerAbilities.ByName(kind));
        Assert.Equal(fields, string.Join(' ', proxy.Seen.First().Fields));
    }

    [Fact]
    public async Task What_no_count_of_tokens_shows_is_not_taken_for_shown()
    {
        using var proxy = new FaultProxy(_ => new ServedAnswer(200, """{"choices": [{"message": {"content": "word"}}]}"""));
        var findings = await Probe(proxy, ServerAbilities.Vllm);
        Assert.Equal((true, "an answer; its tokens are not counted"), (findings[0].Works, findings[0].Found));
        Assert.All([findings[1], findings[4]], f =>
        {
            Assert.False(f.Works);
            Assert.Contains("not shown", f.Found, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_server_without_an_answer_is_asked_no_further()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Error(401, "no"));
        var finding = Assert.Single(await Probe(proxy, ServerAbilities.Vllm));
        Assert.False(finding.Works);
        Assert.Single(proxy.Seen);
    }

    [Fact]
    public async Task The_models_are_listed()
    {
        using var proxy = new FaultProxy(_ => new ServedAnswer(200, """{"object": "list", "data": [{"id": "a"}, {"id": "b"}]}"""));
        using var client = new ServedChatClient(proxy.Endpoint(ServerAbilities.Vllm), new Told());
        Assert.Equal(["a", "b"], await client.ModelsAsync());
    }

    private static ServedAnswer WithPrompt(int tokens, string[] texts)
    {
        var answer = ServedAnswer.Of(texts);
        return answer with { Body = answer.Body.Replace("\"prompt_tokens\":10", $"\"prompt_tokens\":{tokens}", StringComparison.Ordinal) };
    }

    private static async Task<IReadOnlyList<ProbeFinding>> Probe(FaultProxy proxy, ServerAbilities kind)
    {
        using var client = new ServedChatClient(proxy.Endpoint(kind), new Told());
        return await ServerProbe.RunAsync(client, kind);
    }
}

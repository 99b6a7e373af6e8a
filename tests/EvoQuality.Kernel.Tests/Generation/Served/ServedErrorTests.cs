using EvoQuality.Foundations;
using EvoQuality.Generation.Served;
using static EvoQuality.Kernel.Tests.ServedPictures;

namespace EvoQuality.Kernel.Tests;

public class ServedErrorTests
{
    private const string Secret = "sk-abc123def456";
    private static readonly ApiKey Key = new(Secret, "MY_SERVER_KEY");
    private static readonly SeedTree[] OneSeed = [new SeedTree(1)];

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public void A_wrong_key_is_named_and_never_shown(int status)
    {
        using var proxy = new FaultProxy(r => ServedAnswer.Error(status, $"Incorrect key: {r.Authorization}."));
        var (fault, policy) = Fault(proxy, Key);
        Assert.Contains("does not accept the key in MY_SERVER_KEY", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Incorrect key", fault.Message, StringComparison.Ordinal);
        Assert.Equal($"Bearer {Secret}", Assert.Single(proxy.Seen).Authorization); // it was sent, and not repeated
        string[] said = [fault.ToString(), policy.Usage.ToString(), $"{policy}", Key.ToString(), $"{proxy.Endpoint(ServerAbilities.Vllm, Key)}", $"{policy.Options}"];
        Assert.All(said, s => Assert.DoesNotContain(Secret, s, StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_in_a_long_error_is_hidden_before_it_is_cut()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Error(400, new string('x', 294) + Secret));
        Assert.DoesNotContain("sk-", Fault(proxy, Key).Fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_in_a_reply_that_cannot_be_read_is_hidden_too()
    {
        using var proxy = new FaultProxy(_ => new ServedAnswer(200, $$"""{"choices": [{{{Secret}}"""));
        Assert.DoesNotContain(Secret, Fault(proxy, Key, retries: 0).Fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_key_is_asked_for()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Error(401, "Unauthorized"));
        Assert.Contains("wants a key, and none was given", Fault(proxy).Fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://example.org/v1", true, true)]
    [InlineData("https://example.org/v1", true, false)]
    [InlineData("http://127.0.0.1:8000/v1", true, false)]
    [InlineData("http://localhost:8000/v1", true, false)]
    [InlineData("http://example.org/v1", false, false)]
    public void A_key_without_TLS_is_warned_of(string url, bool key, bool warned)
    {
        var told = new Told();
        using var client = new ServedChatClient(new ServedEndpoint(ServedEndpoint.ParseUrl(url), "m", ServerAbilities.Vllm, key ? Key : null), told);
        Assert.Equal(warned, told.Lines.Count == 1);
        Assert.All(told.Lines, l => Assert.Contains("MY_SERVER_KEY is sent to example.org without TLS", l, StringComparison.Ordinal));
        Assert.All(told.Lines, l => Assert.DoesNotContain(Secret, l, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("localhost:8000")]
    [InlineData("ftp://example.org")]
    [InlineData("/v1")]
    public void An_address_is_http_or_https(string text) => Assert.Throws<ArgumentException>(() => ServedEndpoint.ParseUrl(text));

    [Fact]
    public void A_key_in_an_address_is_refused_and_not_shown()
    {
        var fault = Assert.Throws<ArgumentException>(() => ServedEndpoint.ParseUrl($"https://user:{Secret}@example.org/v1"));
        Assert.DoesNotContain(Secret, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?key=")]
    [InlineData("#")]
    public void What_no_request_would_carry_is_refused_and_not_shown(string sign)
    {
        var fault = Assert.Throws<ArgumentException>(() => ServedEndpoint.ParseUrl($"https://example.org/v1{sign}{Secret}"));
        Assert.Contains("example.org", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    [InlineData("Schlüssel")]
    public void A_key_that_no_request_can_carry_is_refused_and_not_shown(string secret)
    {
        var fault = Assert.Throws<ArgumentException>(() => new ApiKey(secret, "MY_SERVER_KEY"));
        Assert.Contains("MY_SERVER_KEY", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unset_variable_is_named() => Assert.Contains(
        "EVO_NO_SUCH_VARIABLE", Assert.Throws<ArgumentException>(() => ApiKey.FromVariable("EVO_NO_SUCH_VARIABLE")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(404, "The model `pocket` does not exist.")]
    [InlineData(400, "Server is pinned to 'other'; requested 'pocket'.")]
    public void An_unknown_model_is_told_with_those_that_are_there(int status, string said)
    {
        using var proxy = new FaultProxy(r => r.Path == "/v1/models"
            ? new ServedAnswer(200, """{"data": [{"id": "other"}, {"id": "another"}]}""")
            : ServedAnswer.Error(status, said));
        var fault = Fault(proxy).Fault;
        Assert.Contains("does not know the model 'pocket'; it lists other, another", fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, proxy.Seen.Count); // asked once, then for the list
    }

    [Fact]
    public void An_unknown_model_of_a_server_without_a_list_is_told_all_the_same()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Error(404, "no such model"));
        Assert.Contains("does not know the model 'pocket' (404: no such model)", Fault(proxy).Fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_that_is_refused_for_the_models_sake_is_not_a_model_that_is_not_there()
    {
        using var proxy = new FaultProxy(r => r.Path == "/v1/models"
            ? new ServedAnswer(200, """{"data": [{"id": 7}, {"id": "pocket"}]}""")
            : ServedAnswer.Error(400, "This model's maximum context length is 4096 tokens."));
        var message = Fault(proxy).Fault.Message;
        Assert.Contains("the server does not take the request (400: This model's maximum", message, StringComparison.Ordinal);
        Assert.DoesNotContain("does not know", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"-0.5\"")]
    public void A_log_probability_that_is_no_number_is_a_reply_that_cannot_be_read(string value)
    {
        using var proxy = new FaultProxy(_ => new ServedAnswer(200, Reply($$$"""{"content":[{"token":"1","logprob":{{{value}}},"top_logprobs":[]}]}""")));
        using var policy = Policy(proxy, ServerAbilities.Vllm, Options with { MaxRetries = 1 });
        var fault = Assert.Throws<ServedException>(() => policy.ChoiceProbabilities([Compare], ["0", "1"]));
        Assert.Contains("the reply cannot be read: a token holds no log-probability", fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, proxy.Seen.Count); // it was asked again
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("\"0\"", "\"12\"")]
    public void A_count_or_place_that_is_no_number_is_one_that_was_not_given(string index, string tokens)
    {
        using var proxy = new FaultProxy(_ => new ServedAnswer(200, Reply("null", index, tokens)));
        using var policy = Policy(proxy, ServerAbilities.Vllm);
        Assert.Equal("1", policy.Sample([Compare], 1, FourTokens, OneSeed)[0][0].Text);
        Assert.Equal((0, 0, 1), (policy.Usage.PromptTokens, policy.Usage.AnswerTokens, policy.Usage.Answers));
    }

    [Fact]
    public void A_server_that_asks_to_be_left_alone_for_hours_is_not_waited_for()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Error(429, "slow down", "Retry-After: 5400\r\n"));
        var message = Fault(proxy).Fault.Message;
        Assert.Contains("slow down", message, StringComparison.Ordinal);
        Assert.EndsWith("It asks to be left alone for 90 minutes; start again then.", message, StringComparison.Ordinal);
        Assert.Single(proxy.Seen);
    }

    [Theory]
    [InlineData("At most 1 image(s) may be provided in one prompt.")]
    [InlineData("pocket is not a multimodal model")]
    [InlineData("cannot identify image file")]
    public void A_server_that_does_not_take_the_pictures_is_told_with_their_names(string said)
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Error(400, said));
        var fault = Fault(proxy).Fault;
        Assert.Contains("does not take the pictures", fault.Message, StringComparison.Ordinal);
        Assert.Contains("shade-0, shade-1", fault.Message, StringComparison.Ordinal);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.Equal(4, proxy.Seen.Count); // believed the fourth time
    }

    [Theory]
    [InlineData(413, "too large", "pictures of one request are too large")]
    [InlineData(404, "Not Found", "usually ends in /v1")]
    [InlineData(422, "unexpected fields", "does not take the request")]
    [InlineData(429, "You exceeded your current quota", "quota is spent")]
    [InlineData(307, "", "redirects")]
    public void What_will_not_pass_is_not_asked_again(int status, string said, string meaning)
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Error(status, said));
        Assert.Contains(meaning, Fault(proxy).Fault.Message, StringComparison.Ordinal);
        Assert.Single(proxy.Seen);
    }

    [Fact]
    public void A_server_that_is_not_there_is_named()
    {
        var nowhere = new ServedEndpoint(new Uri("http://127.0.0.1:9/v1"), "pocket", ServerAbilities.Vllm); // no test gets this port
        using var policy = ChatClientPolicy.Connect(nowhere, Options with { MaxRetries = 2 }, new SeedTree(1), new Told(), Time());
        var fault = Assert.Throws<ServedException>(() => policy.Sample([Compare], 1, FourTokens, OneSeed));
        Assert.Contains("http://127.0.0.1:9/v1: the connection failed", fault.Message, StringComparison.Ordinal);
        Assert.Contains("It was asked 3 times.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_the_options_come_at_once()
    {
        var wrong = new ServedPolicyOptions { Concurrency = 0, MaxRetries = -1, LongestDelaySeconds = 0.1, PromptPrice = double.NaN };
        var message = Assert.Throws<ArgumentException>(wrong.Validate).Message;
        Assert.All(["Concurrency", "MaxRetries", "LongestDelaySeconds", "PromptPrice"], name => Assert.Contains(name, message, StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_kind_of_server_is_told_with_those_there_are() => Assert.Contains(
        "vllm, sglang, transformers, ollama, openai", Assert.Throws<ArgumentException>(() => ServerAbilities.ByName("vlm")).Message, StringComparison.Ordinal);

    private static string Reply(string logProbs, string index = "0", string tokens = "1") => $$$"""
        {"choices":[{"index":{{{index}}},"message":{"role":"assistant","content":"1"},"finish_reason":"stop","logprobs":{{{logProbs}}} }],
         "usage":{"prompt_tokens":{{{tokens}}},"completion_tokens":{{{tokens}}} } }
        """;

    private static (ServedException Fault, ChatClientPolicy Policy) Fault(FaultProxy proxy, ApiKey? key = null, int retries = 10)
    {
        using var policy = Policy(proxy, ServerAbilities.Vllm, Options with { MaxRetries = retries }, key: key);
        return (Assert.Throws<ServedException>(() => policy.Sample([Compare], 1, FourTokens, OneSeed)), policy);
    }
}

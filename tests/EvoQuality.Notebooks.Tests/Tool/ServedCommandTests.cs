using System.CommandLine;
using EvoQuality.Generation.Served;
using EvoQuality.Tool;

namespace EvoQuality.Notebooks.Tests;

public sealed class ServedCommandTests : Evoquality
{
    [Fact]
    public async Task A_server_that_is_not_there_is_an_error_in_a_sentence()
    {
        Assert.Equal(1, await Run("served", "http://127.0.0.1:9/v1"));
        Assert.StartsWith("error: http://127.0.0.1:9/v1: the connection failed", Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:8000")]
    [InlineData("http://user:secret@127.0.0.1:9/v1")]
    public async Task An_address_that_is_none_is_a_wrong_argument(string url)
    {
        Assert.Equal(2, await Run("served", url));
        Assert.DoesNotContain("secret", Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_without_a_key_is_named()
    {
        Assert.Equal(2, await Run("served", "http://127.0.0.1:9/v1", "--key-variable", "EVO_NO_SUCH_KEY"));
        Assert.Contains("EVO_NO_SUCH_KEY", Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_behind_a_server_is_told_by_four_options()
    {
        var (arguments, parsed) = Parse("--endpoint", "https://example.org/v1", "--model", "qwen", "--server", "sglang");
        Assert.Empty(parsed.Errors);
        var endpoint = arguments.Endpoint(parsed)!;
        Assert.Equal(("https://example.org/v1", "qwen", "sglang"), (endpoint.Url.ToString(), endpoint.Model, endpoint.Server.Name));
        Assert.Null(endpoint.Key);
    }

    [Fact]
    public void Without_an_endpoint_there_is_none()
    {
        var (arguments, parsed) = Parse();
        Assert.Null(arguments.Endpoint(parsed));
    }

    [Theory]
    [InlineData("--endpoint needs --model", "--endpoint", "http://127.0.0.1:9/v1")]
    [InlineData("--model needs --endpoint", "--model", "qwen")]
    [InlineData("--server needs --endpoint", "--server", "sglang")]
    [InlineData("--at-once is 0", "--endpoint", "http://127.0.0.1:9/v1", "--model", "m", "--at-once", "0")]
    [InlineData("vllm", "--endpoint", "http://127.0.0.1:9/v1", "--model", "m", "--server", "vlm")]
    public void Options_that_do_not_go_together_are_refused(string expected, params string[] args) =>
        Assert.Contains(expected, Assert.Single(Parse(args).Parsed.Errors).Message, StringComparison.Ordinal);

    [Fact]
    public void A_key_on_its_way_in_the_clear_is_warned_of()
    {
        const string variable = "EVO_TEST_SERVED_KEY", secret = "sk-not-shown";
        Environment.SetEnvironmentVariable(variable, secret);
        try
        {
            var (arguments, parsed) = Parse("--endpoint", "http://example.org/v1", "--model", "m", "--key-variable", variable);
            var said = new List<string>();
            using var policy = arguments.Connect(parsed, new EvoQuality.Foundations.SeedTree(1), said.Add);
            Assert.Contains($"warning: {variable} is sent to example.org without TLS", Assert.Single(said), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, said[0], StringComparison.Ordinal);
            Assert.Equal(new ServedPolicyOptions().Concurrency, policy!.Options.Concurrency);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    private static (ServedArguments Arguments, ParseResult Parsed) Parse(params string[] args)
    {
        var (arguments, command) = (new ServedArguments(), new Command("work"));
        arguments.AddTo(command, connects: true);
        return (arguments, new RootCommand { command }.Parse(["work", .. args]));
    }
}

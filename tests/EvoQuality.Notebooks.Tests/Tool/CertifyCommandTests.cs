using EvoQuality.Certification;

namespace EvoQuality.Notebooks.Tests;

public sealed class CertifyCommandTests : Evoquality
{
    private string[] Line => ["certify", TinyPolicyFolder.Write(At("policy")), "--out", At("out"), "--pictures", "2"];

    [Fact]
    public async Task The_first_run_names_the_next_step_and_the_second_writes_the_certificate()
    {
        Assert.Equal(0, await Run(Line));
        Assert.Contains($"environment/reference/certify.py {At("policy")} {At("out")}", Output.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(At("out/certificate.md")));

        Answer();
        Assert.Equal(0, await Run(Line));
        Assert.Empty(Error.ToString());
        Assert.Contains($"Passed: {At("out/certificate.md")}", Output.ToString(), StringComparison.Ordinal);
        Assert.True(File.Exists(At("out/certificate.json")));
    }

    [Fact]
    public async Task A_certificate_that_fails_exits_with_1()
    {
        Assert.Equal(0, await Run(Line));
        Answer();
        var bytes = File.ReadAllBytes(At("out/transformers.safetensors"));
        bytes[^1] ^= 0x40; // the exponent of the last number
        File.WriteAllBytes(At("out/transformers.safetensors"), bytes);
        Assert.Equal(1, await Run(Line));
        Assert.Contains("FAILED", Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("FAILED", File.ReadAllText(At("out/certificate.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_type_that_is_not_offered_is_refused()
    {
        Assert.Equal(2, await Run([.. Line, "--dtype", "float16"]));
        Assert.Contains("float16", Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_picture_is_too_few()
    {
        Assert.Equal(2, await Run([.. Line[..^1], "1"]));
        Assert.Equal("error: --pictures is 1; expected 2 or more.", Error.ToString().TrimEnd());
        Assert.False(Directory.Exists(At("out")));
    }

    /// <summary>As if transformers had answered, exactly as we did.</summary>
    private void Answer()
    {
        foreach (var end in (string[])[".safetensors", ".json"])
            File.Copy(At($"out/{ModelAnswers.Ours}{end}"), At($"out/{ModelAnswers.Theirs}{end}"));
        File.WriteAllText(At($"out/{ModelAnswers.Theirs}.json"), File.ReadAllText(At($"out/{ModelAnswers.Theirs}.json"))
            .Replace("\"evoquality\":", "\"transformers\":", StringComparison.Ordinal).Replace("\"dotnet\":", "\"python\":", StringComparison.Ordinal)
            .Replace("\"torchsharp\":", "\"torch\":", StringComparison.Ordinal));
    }
}

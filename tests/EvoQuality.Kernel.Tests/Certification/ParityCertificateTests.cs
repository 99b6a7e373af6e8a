using EvoQuality.Certification;
using EvoQuality.Generation;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

/// <summary>A certificate passes for equal numbers, and for nothing else. The other side is our own, copied and then changed.</summary>
public sealed class ParityCertificateTests : IDisposable
{
    private const string Score = "score-00";
    private readonly TemporaryFolder _model = new(), _out = new();

    public ParityCertificateTests() => TinyPolicy.Save(_model.Path);

    [Fact]
    public void Equal_numbers_pass()
    {
        Certify("float32");
        var certificate = Compare();
        Assert.True(certificate.Passed);
        Assert.Equal(7, certificate.Checks.Count);
        Assert.All(certificate.Checks, c => Assert.Equal(0, c.Difference));
        Assert.Equal(["compare-00", "score-00", "score-01"], certificate.Answers.Select(a => a.Name));
        Assert.Contains("config.json", certificate.Files.Keys);
        certificate.Write(_out.Path);
        var text = File.ReadAllText(_out.File("certificate.md"));
        Assert.Contains("Passed: ", text, StringComparison.Ordinal);
        Assert.Contains("| last logits | largest difference | 0 | 0.0001 | pass |", text, StringComparison.Ordinal);
        Assert.Contains("\"passed\": true", File.ReadAllText(_out.File("certificate.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("logits." + Score, 2e-4, "last logits")]
    [InlineData("pixels.scene-00000.png", 2e-5, "pixel rows")]
    [InlineData("features.scene-00001.png", 1e-2, "image features")]
    [InlineData("ids." + Score, 1, "prompt ids")]
    [InlineData("logits." + Score, double.NaN, "last logits")]
    public void One_perturbed_number_fails(string key, double by, string check)
    {
        Certify("float32", theirs =>
        {
            theirs[key] = theirs[key].to_type(ScalarType.Float64);
            theirs[key].view(-1)[0].add_(by);
        });
        var certificate = Compare();
        Assert.False(certificate.Passed);
        Assert.Equal([check], certificate.Checks.Where(c => !c.Passed).Select(c => c.Name));
        certificate.Write(_out.Path);
        Assert.StartsWith("# Parity certificate\n\nFAILED", File.ReadAllText(_out.File("certificate.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e-4, true)] // either token is a fair choice
    [InlineData(1e-2, false)]
    [InlineData(null, false)] // not finite: the second token was suppressed
    public void Another_token_fails_unless_the_best_two_were_tied(double? margin, bool passes)
    {
        Certify("float32", answers: a => a with { Ids = [a.Ids[0] + 1, .. a.Ids.Skip(1)], Margins = [margin, .. a.Ids.Skip(1).Select(_ => (double?)1.0)] });
        var check = Compare().Checks.Single(c => c.Name == "greedy answers");
        Assert.Equal((passes, passes ? 0.0 : 3.0), (check.Passed, check.Difference));
    }

    [Fact]
    public void A_shorter_answer_is_another_answer()
    {
        Certify("float32", answers: a => a with { Ids = [.. a.Ids.SkipLast(1)] });
        Assert.False(Compare().Passed);
    }

    [Fact]
    public void Another_model_file_fails()
    {
        Certify("float32", facts: f => f with { Files = new Dictionary<string, string>(f.Files) { ["config.json"] = "00" } });
        Assert.Equal(["model files"], Compare().Checks.Where(c => !c.Passed).Select(c => c.Name));
    }

    [Theory]
    [InlineData(1.0, true)]
    [InlineData(1.5, false)]
    public void In_bf16_we_may_be_as_far_from_fp32_as_transformers_but_not_farther(double ours, bool passes)
    {
        // Ours is 0 here; transformers' fp32 lies at the distance asked for on one side, its bf16 at distance 1 from that.
        Certify("bfloat16", theirs =>
        {
            foreach (var key in theirs.Keys.Where(k => k.StartsWith("logits.", StringComparison.Ordinal) || k.StartsWith("features.", StringComparison.Ordinal)).ToArray())
            {
                theirs["exact." + key] = theirs[key] + ours;
                theirs[key] = theirs[key] + (ours - 1);
            }
        });
        Assert.Equal(passes ? [] : ["image features", "last logits"], Compare().Checks.Where(c => !c.Passed).Select(c => c.Name));
    }

    [Fact]
    public void Answers_to_other_cases_are_refused()
    {
        Certify("float32");
        using (var policy = QwenPolicy.Load(_model.Path)) CertificationPlan.Write(_out.Path, 3, policy, "float32", "cpu");
        var fault = Assert.Throws<InvalidDataException>(Compare);
        Assert.Contains("evoquality.json: expected answers to cases.json as it is now", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_number_is_named()
    {
        Certify("float32", theirs => theirs.Remove("logits." + Score));
        var fault = Assert.Throws<InvalidDataException>(Compare);
        Assert.Contains("transformers.safetensors: expected a tensor named logits.score-00", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_other_side_ends_an_answer_as_we_do_and_suppresses_vision_tokens_and_rows_beyond_the_tokenizer()
    {
        using var policy = QwenPolicy.Load(_model.Path);
        var plan = CertificationPlan.Write(_out.Path, 2, policy, "float32", "cpu");
        Assert.Equal(5 + policy.Model.Config.Text.VocabularySize - policy.Tokenizer.VocabularySize, plan.SuppressedTokens.Count);
        Assert.Contains(policy.Tokenizer.Special.ImagePad, plan.SuppressedTokens);
        Assert.Equal([policy.Tokenizer.Special.EndOfText, policy.Tokenizer.Special.ImEnd], plan.EndTokens);
    }

    [Fact]
    public void Nothing_is_left_behind()
    {
        using var policy = QwenPolicy.Load(_model.Path);
        var plan = CertificationPlan.Write(_out.Path, 2, policy, "float32", "cpu");
        NoLeaks.Check(() => CertifiedModel.Run(policy, _model.Path, _out.Path, plan));
    }

    public void Dispose()
    {
        _model.Dispose();
        _out.Dispose();
    }

    private ParityCertificate Compare() => ParityCertificate.Of(_out.Path);

    /// <summary>Writes our side, and as the other side a changed copy.</summary>
    private void Certify(
        string dtype, Action<Dictionary<string, Tensor>>? numbers = null, Func<GreedyAnswer, GreedyAnswer>? answers = null, Func<ModelAnswers, ModelAnswers>? facts = null)
    {
        using var scope = NewDisposeScope();
        using var policy = QwenPolicy.Load(_model.Path);
        var ours = CertifiedModel.Run(policy, _model.Path, _out.Path, CertificationPlan.Write(_out.Path, 2, policy, dtype, "cpu"));
        using var file = ModelAnswers.Numbers(_out.Path, ModelAnswers.Ours);
        var copy = file.Entries.Keys.ToDictionary(k => k, k => file.Read(k), StringComparer.Ordinal);
        numbers?.Invoke(copy);
        var theirs = ours with
        {
            Versions = new Dictionary<string, string> { ["transformers"] = "copy" },
            Answers = [.. ours.Answers.Select(a => answers is null ? a : answers(a))],
        };
        (facts is null ? theirs : facts(theirs)).Write(_out.Path, ModelAnswers.Theirs, [.. copy.Select(c => (c.Key, c.Value))]);
    }
}

using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;
using TorchSharp;

namespace EvoQuality.Kernel.Tests;

/// <summary>Steps that cannot be taken, and odd completions.</summary>
public class GrpoStepFaultTests
{
    private static readonly Prompt[] Prompts =
        [new([TinyPolicy.Image("one.png", 56, 56)], "Rate the image."), new([TinyPolicy.Image("two.png", 84, 56)], "Rate the image.")];

    [Fact]
    public void A_loss_that_is_not_finite_names_its_rollouts_and_only_these()
    {
        using var policy = TinyPolicy.Create();
        var completions = Sample(policy, 2);
        var error = Assert.Throws<ArithmeticException>(() => Take(policy, completions, [0, 1, double.NaN, 0]));
        Assert.Contains("the loss is not finite for 1 of 4 rollouts (image two.png, completion 0, '", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("one.png", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_names_the_step()
    {
        using var policy = TinyPolicy.Create();
        var before = Bytes(policy);
        var completions = Sample(policy, 2);
        var error = Assert.Throws<ArithmeticException>(() => Take(policy, completions, [1e37, -1e37, 1e37, 0])); // squares overflow in the norm
        Assert.Contains("the gradient is not finite for 4 of 4 rollouts (image one.png, completion 0, '", error.Message, StringComparison.Ordinal);
        Assert.Contains("; and 1 more)", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.InnerException);
        Assert.Equal(before, Bytes(policy));
    }

    [Fact]
    public void A_step_that_stopped_has_changed_neither_weights_nor_optimizer()
    {
        string Trained(bool stopped)
        {
            using var policy = TinyPolicy.Create();
            using var reference = policy.Clone();
            using var update = new ParameterUpdate(policy.Model.parameters());
            var step = new GrpoStep(policy, reference, update, new GrpoLossOptions());
            var completions = Sample(policy, 2);
            step.Take(Prompts, completions, [1, -1, 1, -1], 1, 1e-3);
            var good = Bytes(policy);
            if (stopped)
            {
                Assert.Throws<ArithmeticException>(() => step.Take(Prompts, completions, [1, double.PositiveInfinity, 0, 0], 1, 1e-3));
                Assert.Equal(good, Bytes(policy));
            }

            step.Take(Prompts, completions, [1, -1, -1, 1], 1, 1e-3);
            Assert.NotEqual(good, Bytes(policy));
            return Bytes(policy);
        }

        using var one = TorchThreads.Use(1);
        Assert.Equal(Trained(stopped: false), Trained(stopped: true));
    }

    [Fact]
    public void A_completion_of_the_ending_token_alone_is_trained_on_like_any_other()
    {
        using var policy = TinyPolicy.Create();
        Completion empty = new("", [TinyPolicy.Tokenizer.Special.ImEnd], Truncated: false);
        var completions = Sample(policy, 1).Select(g => (IReadOnlyList<Completion>)[g[0], empty]).ToArray();
        var result = Take(policy, completions, [1, -1, 1, -1]);
        Assert.True(double.IsFinite(result.GradientNorm) && result.GradientNorm > 0);
        Assert.Equal(completions.SelectMany(g => g).Sum(c => c.TokenIds.Count), result.Figures.Tokens);
    }

    [Fact]
    public void A_completion_without_any_token_is_refused()
    {
        using var policy = TinyPolicy.Create();
        Completion[] none = [new("", [], Truncated: false)];
        var error = Assert.Throws<ArgumentException>(() => Take(policy, [none, none], [0, 0]));
        Assert.Contains("at least one token", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<IReadOnlyList<Completion>> Sample(QwenPolicy policy, int count) =>
        policy.Sample(Prompts, count, new SamplingOptions { MaxNewTokens = 4 }, new SeedTree(1).Children(Prompts.Length));

    private static GrpoStepResult Take(QwenPolicy policy, IReadOnlyList<IReadOnlyList<Completion>> completions, double[] advantages)
    {
        using var reference = policy.Clone();
        using var update = new ParameterUpdate(policy.Model.parameters());
        return new GrpoStep(policy, reference, update, new GrpoLossOptions()).Take(Prompts, completions, advantages, temperature: 1, rate: 1e-3);
    }

    private static string Bytes(QwenPolicy policy)
    {
        using var scope = torch.NewDisposeScope();
        var all = torch.cat([.. policy.Model.parameters().Select(p => p.detach().flatten())]);
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(all.bytes));
    }
}

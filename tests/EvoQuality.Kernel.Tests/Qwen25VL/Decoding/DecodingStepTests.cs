using EvoQuality.Foundations;
using EvoQuality.Qwen25VL;
using EvoQuality.Qwen25VL.Decoding;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

/// <summary>What a decoding step does in managed code is what torch does.</summary>
public sealed class DecodingStepTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 64, 0)]
    [InlineData(1, 32, 2, 4, 64, 17)]
    [InlineData(3, 2, 2, 3, 12, 6)] // 12: no whole number of registers
    [InlineData(2, 5, 4, 7, 128, 3)]
    public void Attention_is_that_of_a_pass_by_torch(int prompts, int perPrompt, int keyHeads, int groups, int size, int earlier)
    {
        const int PromptLength = 21, Capacity = 30;
        using var none = no_grad();
        using var scope = NewDisposeScope();
        using var seeded = new SeedTree((ulong)prompts).Generator();
        Tensor Random(params long[] shape) => randn(shape, generator: seeded);
        var (branches, heads) = (prompts * perPrompt, keyHeads * groups);
        var (query, key, value) = (Random(branches, 1, heads * size), Random(branches, 1, keyHeads * size), Random(branches, 1, keyHeads * size));
        var (cos, sin) = Rotary.Table(Random(branches, 1, 1, size / 2));
        var prompt = (Keys: Random(prompts, keyHeads, PromptLength, size), Values: Random(prompts, keyHeads, PromptLength, size));
        var present = prompts == 1 ? null : arange(PromptLength).unsqueeze(0).ge(arange(prompts).unsqueeze(1) * 4); // padded at the left
        var own = (Keys: Random(branches, keyHeads, Capacity, size), Values: Random(branches, keyHeads, Capacity, size));
        var before = own.Keys.narrow(2, 0, earlier).clone();

        Tensor Heads(Tensor x) => x.view(branches, 1, -1, size).transpose(1, 2);
        var expected = SharedPromptAttention.WithPrompt(
            Rotary.Apply(Heads(query), cos, sin), prompt.Keys, prompt.Values,
            cat([before, Rotary.Apply(Heads(key), cos, sin)], 2), cat([own.Values.narrow(2, 0, earlier), Heads(value)], 2), present);

        var step = new StepAttention(prompts, perPrompt, keyHeads, groups);
        step.Store(key, value, cos, sin, own, earlier);
        var mixed = step.Mix(query, cos, sin, prompt, present, own, earlier + 1);
        Assert.True(mixed.allclose(expected, rtol: 0, atol: 2e-5), $"{(mixed - expected).abs().max().item<float>()}");
        Assert.True(own.Keys.narrow(2, 0, earlier).equal(before).all().item<bool>()); // earlier tokens stay
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(32, 512)]
    [InlineData(5, 37)]
    public void The_norm_is_that_of_a_pass_by_torch(int rows, int size)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        using var seeded = new SeedTree(4).Generator();
        using var norm = new RmsNorm(size, 1e-6, null);
        norm.Replace(new TorchSharp.Modules.Parameter(randn(size, generator: seeded)));
        var input = (randn(rows, 1, size, generator: seeded) * 3) + 1;
        var kept = input.clone();
        Assert.True(norm.OfStep(input).allclose(norm.forward(input), rtol: 1e-6, atol: 1e-6));
        Assert.True(input.equal(kept).all().item<bool>());
        Assert.True(norm.OfStep(zeros(1, 1, size)).equal(zeros(1, 1, size)).all().item<bool>()); // eps keeps it finite
    }

    [Fact]
    public void Only_one_token_a_branch_without_gradient_in_fp32_is_a_step()
    {
        using var scope = NewDisposeScope();
        using var policy = TinyPolicy.Create();
        using var branches = policy.Model.NewBranches(2, tokens: 3);
        Tensor Hidden(long length, ScalarType type = ScalarType.Float32) => zeros(2, length, 8, type);
        Assert.False(DecodingStep.Is(Hidden(1), branches, 100)); // torch would keep a graph
        using var none = no_grad();
        Assert.True(DecodingStep.Is(Hidden(1), branches, 100));
        Assert.False(DecodingStep.Is(Hidden(2), branches, 100));
        Assert.False(DecodingStep.Is(Hidden(1), null, 100));
        Assert.False(DecodingStep.Is(Hidden(1, ScalarType.BFloat16), branches, 100));
        Assert.True(DecodingStep.Is(Hidden(1), branches, 536_870_911)); // 2 GiB less 4 bytes
        Assert.False(DecodingStep.Is(Hidden(1), branches, 536_870_912));
        using var large = new BranchCache(policy.Model.Config.Text, 1 << 20, 1 << 12, ScalarType.Float32, META);
        Assert.False(large.FitsSpans);
    }
}

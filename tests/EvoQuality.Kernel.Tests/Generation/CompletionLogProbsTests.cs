using EvoQuality.Generation;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public sealed class CompletionLogProbsTests : IDisposable
{
    private const double Tolerance = 1e-5; // fp32, other order of sums
    private static readonly int[][] Answers = [[5, 6, 7], [8], [9, 10, 11, 12, 13], [14, 15]];
    private readonly QwenPolicy _policy = TinyPolicy.Create();

    public void Dispose() => _policy.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_shared_prompt_gives_the_values_and_gradients_of_repeated_prompts(bool tied)
    {
        using var policy = TinyPolicy.Create(tied: tied);
        Prompt[] prompts = [TinyPolicy.TwoImages, TinyPolicy.OneImage]; // of unequal length, with an image in common
        var (shared, sharedGradients) = ValuesAndGradients(policy, prompts, [Answers, [.. Answers.Reverse()]]);
        var (repeated, repeatedGradients) = ValuesAndGradients(
            policy,
            [.. prompts.SelectMany(p => Enumerable.Repeat(p, 4))],
            [.. Answers.Concat(Answers.Reverse()).Select(ids => new[] { ids })]);

        Close.All(repeated, shared, Tolerance);
        Assert.Equal(repeatedGradients.Keys, sharedGradients.Keys);
        foreach (var (name, gradient) in repeatedGradients)
        {
            Assert.True(gradient.Any(g => g != 0), $"{name} has no gradient");
            Close.All(gradient, sharedGradients[name], Tolerance * Math.Max(1, gradient.Max(Math.Abs)));
        }
    }

    [Fact]
    public void Log_probabilities_are_those_of_one_pass_over_prompt_and_completion()
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var shared = Values(_policy, [TinyPolicy.TwoImages], [Answers]);
        var (input, model) = (_policy.Tokenize([TinyPolicy.TwoImages])[0], _policy.Model);
        for (var g = 0; g < Answers.Length; g++)
        {
            var batch = PromptBatch.Create([input with { Ids = [.. input.Ids, .. Answers[g]] }], model.Config, CPU);
            var pass = model.ReadPrompts(batch, _policy.CachedFeatures([TinyPolicy.TwoImages]), everyPosition: true);
            var logits = model.Logits(pass.Hidden)[0].masked_fill(_policy.Banned, float.NegativeInfinity).log_softmax(-1); // (L, V)
            for (var t = 0; t < Answers[g].Length; t++)
                Assert.Equal(logits[input.Ids.Count + t - 1, Answers[g][t]].item<float>(), shared[(g * 5) + t], Tolerance);
        }
    }

    [Fact]
    public void Padding_changes_no_row()
    {
        var alone = Values(_policy, [TinyPolicy.OneImage], [Answers]);
        var beside = Values(_policy, [TinyPolicy.OneImage, TinyPolicy.TwoImages, TinyPolicy.NoImage], [Answers, Answers, Answers]);
        Close.All(alone, beside.AsSpan(0, 20), Tolerance);
        var longer = Values(_policy, [TinyPolicy.OneImage], [[.. Answers.SkipLast(1), [14, 15, 16, 17, 18, 19, 20]]]);
        Close.All([alone[0], alone[5], alone[14]], [longer[0], longer[7], longer[18]], Tolerance);
    }

    [Fact]
    public void An_image_in_two_prompts_is_encoded_once_and_means_the_same()
    {
        Prompt[] same = [TinyPolicy.OneImage, TinyPolicy.TwoImages];
        Prompt[] copies = [TinyPolicy.OneImage with { Images = [TinyPolicy.Image("copy", 56, 56)] }, TinyPolicy.TwoImages];
        var (values, gradients) = ValuesAndGradients(_policy, same, [Answers, Answers]);
        var (copied, copiedGradients) = ValuesAndGradients(_policy, copies, [Answers, Answers]);
        Close.All(copied, values, Tolerance);
        foreach (var (name, gradient) in copiedGradients)
            Close.All(gradient, gradients[name], Tolerance * Math.Max(1, gradient.Max(Math.Abs)));
    }

    [Fact]
    public void The_frozen_values_are_the_same_and_carry_no_graph()
    {
        using var completions = CompletionBatch.Create([Answers], 0, CPU);
        using var frozen = CompletionLogProbs.ComputeFrozen(_policy, [TinyPolicy.TwoImages], completions, 0.7);
        using var trained = CompletionLogProbs.Compute(_policy, [TinyPolicy.TwoImages], completions, 0.7);
        Assert.Equal((false, true), (frozen.LogProbs.requires_grad, trained.LogProbs.requires_grad));
        Assert.False(trained.Entropy.requires_grad);
        Assert.True(frozen.LogProbs.allclose(trained.LogProbs, rtol: 0, atol: Tolerance));
        Assert.True(frozen.Entropy.allclose(trained.Entropy, rtol: 0, atol: Tolerance));
    }

    [Fact]
    public void Probabilities_of_all_first_tokens_sum_to_one_and_those_of_banned_ones_are_zero()
    {
        using var scope = NewDisposeScope();
        var rows = _policy.Model.Config.Text.VocabularySize;
        int[][] every = [.. Enumerable.Range(0, rows).Select(id => new[] { id })];
        var values = Values(_policy, [TinyPolicy.OneImage], [every], temperature: 0.6);
        Assert.Equal(1, values.Sum(Math.Exp), 1e-4);
        var special = _policy.Tokenizer.Special;
        Assert.All(
            Enumerable.Range(rows - TinyPolicy.PaddedRows, TinyPolicy.PaddedRows).Append(special.ImagePad).Append(special.VideoPad),
            id => Assert.Equal(double.NegativeInfinity, values[id]));
    }

    [Fact]
    public void Completions_without_a_token_or_of_unequal_number_are_refused()
    {
        Assert.Throws<ArgumentException>(() => CompletionBatch.Create([[[1], []]], 0, CPU));
        Assert.Throws<ArgumentException>(() => CompletionBatch.Create([[[1], [2]], [[3]]], 0, CPU));
        Assert.Throws<ArgumentException>(() => CompletionBatch.Create([], 0, CPU));
        using var completions = CompletionBatch.Create([Answers], 0, CPU);
        Assert.Throws<ArgumentException>(() => CompletionLogProbs.Compute(_policy, [TinyPolicy.OneImage, TinyPolicy.TwoImages], completions));
    }

    private static double[] Values(QwenPolicy policy, Prompt[] prompts, int[][][] answers, double temperature = 1)
    {
        using var none = no_grad();
        using var completions = CompletionBatch.Create(answers, 0, CPU);
        using var values = CompletionLogProbs.Compute(policy, prompts, completions, temperature);
        return Numbers(values.LogProbs.masked_fill(completions.Mask.eq(0), 0));
    }

    private static (double[] Values, Dictionary<string, double[]> Gradients) ValuesAndGradients(
        QwenPolicy policy, Prompt[] prompts, int[][][] answers)
    {
        using var scope = NewDisposeScope();
        using var completions = CompletionBatch.Create(answers, 0, CPU);
        policy.Model.zero_grad();
        using var scores = CompletionLogProbs.Compute(policy, prompts, completions);
        var rows = arange(1, completions.Ids.shape[0] + 1, dtype: ScalarType.Float32).sin().unsqueeze(1); // a weight per completion
        var shown = scores.LogProbs.masked_fill(completions.Mask.eq(0), 0);
        scores.Backward((shown * rows).sum());
        // Rows of batches with G = 1 are padded to the same length, since all answers are in both batches.
        return (Numbers(shown), policy.Model.named_parameters().ToDictionary(p => p.name, p => Numbers(p.parameter.grad!)));
    }

    private static double[] Numbers(Tensor values) => [.. values.data<float>().ToArray().Select(v => (double)v)];
}

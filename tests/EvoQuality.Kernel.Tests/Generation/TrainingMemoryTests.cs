using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public sealed class TrainingMemoryTests
{
    private const double SameSums = 1e-6; // fp32: the same operations, gradients of shared tensors added in another order
    private const double OtherSums = 1e-5; // fp32: other matrix products
    private static readonly int[][] Answers = [[5, 6, 7], [8], [9, 10, 11, 12, 13], [14, 15]];
    private static readonly Prompt[] Prompts = [TinyPolicy.TwoImages, TinyPolicy.OneImage]; // of unequal length, an image in common
    private static readonly TrainingMemory Layers = new() { Checkpointing = Checkpointing.Layers };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_shared_prompt_gives_the_gradient_of_rows_with_prompts_and_images_of_their_own(bool tied)
    {
        using var policy = TinyPolicy.Create(tied: tied);
        var shared = Gradients.Of(policy.Model, () => Backward(policy, new()));
        var repeated = Gradients.Of(policy.Model, () => RepeatedRows(policy));
        Gradients.Same(repeated, shared, OtherSums);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Layers_computed_again_give_the_same_values_and_gradients(bool tied)
    {
        using var policy = TinyPolicy.Create(tied: tied);
        var (plain, again) = (Array.Empty<float>(), Array.Empty<float>());
        var expected = Gradients.Of(policy.Model, () => plain = Backward(policy, new()));
        Gradients.Same(expected, Gradients.Of(policy.Model, () => again = Backward(policy, Layers)), SameSums);
        Assert.Equal(plain, again);
    }

    [Theory]
    [InlineData(Checkpointing.None, 1)]
    [InlineData(Checkpointing.None, 3)]
    [InlineData(Checkpointing.Layers, 3)]
    public void Logits_in_chunks_give_the_same_values_entropies_and_gradients(Checkpointing kept, int rows)
    {
        using var policy = TinyPolicy.Create();
        var budget = rows * 4L * sizeof(float) * policy.Model.Config.Text.VocabularySize;
        var (plain, chunked) = (Array.Empty<float>(), Array.Empty<float>());
        var expected = Gradients.Of(policy.Model, () => plain = Backward(policy, new(), 0.7));
        var memory = new TrainingMemory { Checkpointing = kept, LogitBudget = budget };
        Gradients.Same(expected, Gradients.Of(policy.Model, () => chunked = Backward(policy, memory, 0.7)), OtherSums);
        Assert.True(plain.Zip(chunked).All(p => Math.Abs(p.First - p.Second) <= OtherSums), "values differ");
    }

    [Fact]
    public void Chunks_work_where_nothing_is_learnt()
    {
        using var policy = TinyPolicy.Create();
        using var completions = CompletionBatch.Create([Answers, Answers], 0, CPU);
        using var whole = CompletionLogProbs.ComputeFrozen(policy, Prompts, completions);
        using var parts = CompletionLogProbs.ComputeFrozen(policy, Prompts, completions, memory: new() { LogitBudget = 1 });
        Assert.True(whole.LogProbs.allclose(parts.LogProbs, rtol: 0, atol: OtherSums));
        Assert.True(whole.Entropy.allclose(parts.Entropy, rtol: 0, atol: OtherSums));
    }

    [Fact]
    public void Entropy_is_that_of_the_tempered_distribution_without_banned_tokens()
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        using var policy = TinyPolicy.Create();
        using var completions = CompletionBatch.Create([Answers], 0, CPU);
        using var scores = CompletionLogProbs.ComputeFrozen(policy, [TinyPolicy.OneImage], completions, 0.5);
        var input = policy.Tokenize([TinyPolicy.OneImage])[0];
        var batch = PromptBatch.Create([input with { Ids = [.. input.Ids, .. Answers[2]] }], policy.Model.Config, CPU);
        var pass = policy.Model.ReadPrompts(batch, policy.CachedFeatures([TinyPolicy.OneImage]), everyPosition: true);
        var p = (policy.Model.Logits(pass.Hidden)[0].masked_fill(policy.Banned, float.NegativeInfinity) / 0.5).softmax(-1).to_type(ScalarType.Float64);
        for (var t = 0; t < 5; t++)
        {
            var row = p[input.Ids.Count + t - 1].data<double>().ToArray();
            Assert.Equal(-row.Where(v => v > 0).Sum(v => v * Math.Log(v)), scores.Entropy[2, t].item<float>(), 1e-4);
        }

        Assert.Equal(0, scores.Entropy[1, 1].item<float>()); // beyond the end
    }

    [Fact]
    public void A_frozen_part_gets_no_gradient_and_the_rest_gets_its_own()
    {
        using var policy = TinyPolicy.Create();
        foreach (var (name, parameter) in policy.Model.named_parameters())
            parameter.requires_grad = name.StartsWith("model.layers.1", StringComparison.Ordinal);
        var trained = Gradients.Of(policy.Model, () => Backward(policy, new())).Where(g => g.Value.Length > 0).ToDictionary();
        var again = Gradients.Of(policy.Model, () => Backward(policy, Layers)).Where(g => g.Value.Length > 0).ToDictionary();
        Assert.All(trained.Keys, name => Assert.StartsWith("model.layers.1", name, StringComparison.Ordinal));
        Gradients.Same(trained, again, SameSums);
    }

    [Theory]
    [InlineData(Checkpointing.None, long.MaxValue)]
    [InlineData(Checkpointing.None, 1)]
    [InlineData(Checkpointing.Layers, long.MaxValue)]
    [InlineData(Checkpointing.Layers, 1)]
    public void No_tensor_is_left_behind_used_or_not(Checkpointing kept, long logits)
    {
        using var policy = TinyPolicy.Create();
        using var completions = CompletionBatch.Create([Answers, Answers], 0, CPU);
        var memory = new TrainingMemory { Checkpointing = kept, LogitBudget = logits };
        NoLeaks.Check(() =>
        {
            using var scores = CompletionLogProbs.Compute(policy, Prompts, completions, 1, memory);
            using var loss = scores.LogProbs.sum();
            scores.Backward(loss);
        });
        NoLeaks.Check(() => CompletionLogProbs.Compute(policy, Prompts, completions, 1, memory).Dispose());
        using var outside = CompletionBatch.Create([Answers, [[1, 999_999], [2], [3], [4]]], 0, CPU);
        NoLeaks.Check(() => Assert.ThrowsAny<Exception>(() => CompletionLogProbs.Compute(policy, Prompts, outside, 1, memory)));
    }

    [Fact]
    public void A_tape_adds_what_several_segments_send_back()
    {
        using var scope = NewDisposeScope();
        var weight = new TorchSharp.Modules.Parameter(tensor(3f));
        using var tape = new RecomputeTape();
        var runs = 0;
        var shared = tape.Run(() => { runs++; return [weight * weight]; })[0]; // 9, derivative 6
        var first = tape.Run(() => [shared * 2])[0];
        var second = tape.Run(() => [shared * weight])[0];
        var unused = tape.Run(() => { runs += 100; return [weight * 5]; })[0];
        tape.Backward(first + (second * 10)); // 2 w^2 + 10 w^3
        Assert.Equal((4 * 3) + (30 * 9), weight.grad!.item<float>());
        Assert.Equal(102, runs); // the unused segment ran forward alone
    }

    private static float[] Backward(QwenPolicy policy, TrainingMemory memory, double temperature = 1)
    {
        using var scope = NewDisposeScope();
        using var completions = CompletionBatch.Create([Answers, [.. Answers.Reverse()]], 0, CPU);
        using var scores = CompletionLogProbs.Compute(policy, Prompts, completions, temperature, memory);
        scores.Backward(Gradients.Weighted(scores.LogProbs, completions));
        return [.. scores.LogProbs.detach().data<float>().ToArray(), .. scores.Entropy.data<float>().ToArray()];
    }

    /// <summary>Every completion behind a copy of its prompt and images, in one causal pass: TRL's layout.</summary>
    private static void RepeatedRows(QwenPolicy policy)
    {
        using var scope = NewDisposeScope();
        int[][] answers = [.. Answers, .. Answers.Reverse()];
        using var completions = CompletionBatch.Create([Answers, [.. Answers.Reverse()]], 0, CPU);
        Prompt[] owners = [.. Prompts.SelectMany(p => Enumerable.Repeat(p, Answers.Length))];
        var prompts = policy.Tokenize(owners);
        PromptInput[] rows = [.. prompts.Zip(answers, (p, ids) => p with { Ids = [.. p.Ids, .. ids] })];
        var batch = PromptBatch.Create(rows, policy.Model.Config, CPU);
        var images = owners.SelectMany(p => p.Images).ToArray();
        var features = policy.Model.EncodeImages(policy.Images.Patches(images), [.. images.Select(policy.Images.GridOf)]);
        var logits = policy.Model.Logits(policy.Model.ReadPrompts(batch, features, everyPosition: true).Hidden);
        var all = logits.masked_fill(policy.Banned, float.NegativeInfinity).log_softmax(-1); // (S, P+L, V), padded at the left
        var (length, width) = ((int)all.shape[1], (int)completions.Ids.shape[1]);
        var values = new List<Tensor>();
        for (var s = 0; s < rows.Length; s++)
            for (var t = 0; t < width; t++)
                values.Add(t < answers[s].Length ? all[s, length - answers[s].Length + t - 1, answers[s][t]] : zeros([]));
        Gradients.Weighted(stack(values).view(rows.Length, width), completions).backward();
    }
}

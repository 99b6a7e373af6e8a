#pragma warning disable xUnit1051 // the calls take milliseconds; nobody cancels them
using EvoQuality.Evaluation;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;
using EvoQuality.Qwen25VL;
using EvoQuality.Qwen25VL.Adapters;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public sealed class AdapterTests : IDisposable
{
    private static readonly AdapterOptions Small = new() { Rank = 3, Alpha = 6 };
    private static readonly Prompt[] Prompts = [TinyPolicy.TwoImages, TinyPolicy.OneImage];
    private static readonly int[][] Answers = [[5, 6, 7], [8]];
    private readonly QwenPolicy _start = TinyPolicy.Create();

    public void Dispose() => _start.Dispose();

    [Fact]
    public void Output_and_gradients_of_one_layer_by_hand()
    {
        // W = [[1, 2], [0, 1]], b = (1, 0), A = [[1, -1]], B = [[2], [3]], scale 0.5, x = (3, 1):
        // W x + b = (6, 1); A x = 2; scale * B * 2 = (2, 3); together (8, 4).
        // Loss y0 + 2 y1: dB = scale * (1, 2)' * A x = (1, 2); dA = scale * (B . (1, 2)) * x = 0.5 * 8 * (3, 1) = (12, 4).
        using var scope = NewDisposeScope();
        using var layer = new AdaptableLinear(2, 2, null);
        layer.Replace(new(tensor(new[,] { { 1f, 2 }, { 0, 1 } })), new(tensor(new[] { 1f, 0 })));
        foreach (var parameter in layer.parameters()) parameter.requires_grad = false;
        using var pair = new LowRankPair(tensor(new[,] { { 1f, -1 } }), tensor(new[,] { { 2f }, { 3 } }), scale: 0.5);
        layer.Adapter = pair;
        var output = layer.forward(tensor(new[,] { { 3f, 1 } }));
        Assert.Equal([8f, 4f], output.data<float>().ToArray());
        (output * tensor(new[] { 1f, 2 })).sum().backward();
        Assert.Equal([12f, 4f], pair.Down.grad!.data<float>().ToArray());
        Assert.Equal([1f, 2f], pair.Up.grad!.data<float>().ToArray());
        Assert.All(layer.parameters(), p => Assert.Null(p.grad));
        Assert.Equal([2f, 1f, 1.5f, -0.5f], pair.MergedWith(layer.parameters().First()).data<float>().ToArray()); // W + 0.5 B A
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_fresh_adapter_changes_nothing(bool vision)
    {
        using var policy = _start.WithAdapter(Small with { Vision = vision }, new SeedTree(1));
        Assert.Equal(Values(_start), Values(policy));
    }

    [Fact]
    public void Targets_are_all_linear_layers_of_the_language_model_unless_named()
    {
        string[] Layers(bool vision, params string[] targets)
        {
            using var adapter = LowRankAdapter.Create(_start.Model.Config, Small with { Vision = vision, Targets = targets }, new SeedTree(1));
            return [.. adapter.Layers];
        }

        Assert.Equal(2 * 7, Layers(false).Length);
        Assert.Equal((2 * 7) + (2 * 5) + 2, Layers(true).Length);
        Assert.Equal(
            ["model.layers.0.self_attn.q_proj", "model.layers.0.self_attn.v_proj", "model.layers.1.self_attn.q_proj", "model.layers.1.self_attn.v_proj"],
            Layers(false, "q_proj", "v_proj"));
        Assert.Equal(
            ["model.layers.1.mlp.gate_proj", "model.layers.1.mlp.up_proj", "model.layers.1.mlp.down_proj"], Layers(true, "model.layers.1.mlp.*"));
        Assert.Equal(4, Layers(true, "*.layers.*.mlp.down_proj", "visual.merger.*").Length);
        Assert.Equal(4, Layers(true, "down_proj").Length); // of both towers
        Assert.Equal(2, Layers(false, "down_proj").Length);
        foreach (var unknown in new[] { "proj", "lm_head", "qkv", "embed_tokens" })
            Assert.Contains($"named {unknown}", Assert.Throws<ArgumentException>(() => Layers(false, unknown)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Matrices_start_as_PEFT_s_do_and_come_from_the_seed()
    {
        float[] Draw(ulong seed)
        {
            using var adapter = LowRankAdapter.Create(_start.Model.Config, Small, new SeedTree(seed));
            foreach (var (name, value) in adapter.Parameters)
            {
                Assert.Equal(ScalarType.Float32, value.dtype);
                if (name.EndsWith("lora_B.weight", StringComparison.Ordinal)) Assert.All(value.data<float>().ToArray(), v => Assert.Equal(0, v));
                else Assert.InRange(value.abs().max().item<float>(), 0.8 / Math.Sqrt(value.shape[1]), 1 / Math.Sqrt(value.shape[1]));
            }

            return [.. adapter.Parameters.Select(p => p.Value.sum().item<float>())];
        }

        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
        Assert.Equal(14, Draw(1).Where(v => v != 0).Distinct().Count()); // no two layers alike
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Training_changes_the_adapter_alone_and_the_reference_policy_is_its_base(bool vision)
    {
        using var policy = _start.WithAdapter(Small with { Vision = vision }, new SeedTree(1));
        using var reference = policy.WithoutAdapter();
        var (before, weights) = (Values(reference), Bytes(policy));
        Assert.Equal(Values(_start), before);
        Train(policy, 3);
        Assert.Equal(weights, Bytes(policy));
        Assert.Equal(before, Values(reference));
        Assert.Equal(before, Values(_start));
        Assert.True(Values(policy).Zip(before).Max(p => Math.Abs(p.First - p.Second)) > 1e-3);
        Assert.All(policy.Model.parameters(), p => Assert.Null(p.grad));
    }

    [Fact]
    public void Base_and_views_hold_the_same_memory_in_any_order_of_disposal()
    {
        var start = TinyPolicy.Create();
        var policy = start.WithAdapter(Small, new SeedTree(1));
        using var reference = policy.WithoutAdapter();
        var values = Values(start);
        using (no_grad()) start.Model.parameters().First().zero_();
        Assert.All(reference.Model.parameters().First().data<float>().ToArray(), v => Assert.Equal(0, v));
        Assert.All(reference.Model.parameters(), p => Assert.False(p.requires_grad));
        Assert.NotEqual(values, Values(reference));
        start.Dispose();
        policy.Dispose();
        Assert.Equal(Values(reference), Values(reference));
        Assert.Throws<InvalidOperationException>(() => reference.WithoutAdapter());
    }

    [Fact]
    public void A_clone_has_matrices_of_its_own()
    {
        using var policy = _start.WithAdapter(Small, new SeedTree(1));
        Train(policy, 1);
        using var clone = policy.Clone();
        var values = Values(policy);
        Assert.Equal(values, Values(clone));
        Train(policy, 1);
        Assert.Equal(values, Values(clone));
        Assert.NotEqual(values, Values(policy));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Encoded_images_stay_while_the_vision_tower_is_frozen(bool vision)
    {
        using var policy = _start.WithAdapter(Small with { Vision = vision }, new SeedTree(1));
        var encodings = 0;
        policy.Model.Observer = (name, _) => encodings += name == "visual.merger" ? 1 : 0;
        for (var step = 0; step < 3; step++)
        {
            Train(policy, 1); // log-probabilities, then an update
            policy.WeightsChanged();
            policy.ChoiceProbabilities(Prompts, ["0"]);
        }

        Assert.Equal(vision ? 3 * (1 + 3) : 3, encodings); // three images, one by one where they are kept, together in a step
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void A_merged_model_answers_as_the_adapted_one_and_is_what_is_saved(ScalarType type)
    {
        using var folder = new TemporaryFolder();
        TinyPolicy.Save(folder.Path);
        using var start = QwenPolicy.Load(folder.Path, type);
        using var policy = start.WithAdapter(Small with { Vision = true }, new SeedTree(1));
        Train(policy, 5);
        using var merged = policy.Model.Merged();
        var saved = Path.Combine(folder.Path, "merged");
        CheckpointFolder.Save(policy.Model, saved);
        using var loaded = CheckpointFolder.Load(saved, type);
        foreach (var ((name, mine), (_, read)) in merged.named_parameters().Zip(loaded.named_parameters()))
        {
            Assert.Equal(type, read.dtype);
            Assert.True(mine.eq(read).all().item<bool>(), name);
            Assert.True(read.requires_grad);
        }

        using var other = QwenPolicy.Create(merged.Copy(), TinyPolicy.Tokenizer, new ImageStore(TinyPolicy.Pictures));
        Close.All(Values(policy), Values(other), type == ScalarType.Float32 ? 1e-5 : 0.1); // bf16: rounding of the weights
        Assert.True(Values(policy).Zip(Values(start)).Max(p => Math.Abs(p.First - p.Second)) > 1e-2);
    }

    [Fact]
    public void Sampling_and_scoring_use_the_adapter()
    {
        using var policy = _start.WithAdapter(Small, new SeedTree(1));
        using (no_grad())
            foreach (var (_, value) in policy.Model.Trainable) value.normal_(0, 0.5, new SeedTree(2).Generator());
        using var merged = QwenPolicy.Create(policy.Model.Merged(), TinyPolicy.Tokenizer, new ImageStore(TinyPolicy.Pictures));
        var (mine, theirs, plain) = (Expected(policy), Expected(merged), Expected(_start));
        Close.All(theirs, mine, 1e-4);
        Assert.True(mine.Zip(plain).Max(p => Math.Abs(p.First - p.Second)) > 1e-2);
        Assert.Equal(Texts(merged), Texts(policy));

        static double[] Expected(QwenPolicy p) => [.. p.ScoreDistributions(Prompts).SelectMany(d => new[] { d.Mean ?? 0, d.Entropy })];
        static string[] Texts(QwenPolicy p) =>
            [.. p.Sample(Prompts, 3, new() { MaxNewTokens = 6 }, new SeedTree(1).Children(2)).SelectMany(g => g.Select(c => c.Text))];
    }

    [Fact]
    public void The_hashes_of_a_policy_are_of_its_adapter_too()
    {
        using var policy = _start.WithAdapter(Small, new SeedTree(1));
        using var other = _start.WithAdapter(Small, new SeedTree(2));
        string[] Hashes(QwenPolicy p) => [PolicyHash.Of(p), RunIdentity.HashOf(p)];
        using var louder = _start.WithAdapter(Small with { Alpha = 2 * Small.Alpha }, new SeedTree(1)); // the same matrices
        string[] fresh = [.. Hashes(_start), .. Hashes(policy), .. Hashes(other), .. Hashes(louder)];
        Train(policy, 1);
        Assert.Equal(10, fresh.Concat(Hashes(policy)).Distinct().Count());
        using var clone = policy.Clone();
        Assert.Equal(Hashes(policy), Hashes(clone));
        using var plain = policy.WithoutAdapter();
        Assert.Equal(Hashes(_start), Hashes(plain));
    }

    [Fact]
    public void A_second_adapter_is_not_put_over_the_first()
    {
        using var policy = _start.WithAdapter(Small, new SeedTree(1));
        var error = Assert.Throws<InvalidOperationException>(() => policy.WithAdapter(Small, new SeedTree(2)));
        Assert.Equal("The policy has an adapter already; a fresh one goes on a policy of the merged model (Model.Merged()).", error.Message);
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        var message = Assert.Throws<ArgumentException>(() => new AdapterOptions { Rank = 0, Alpha = double.NaN, Targets = [" "] }.Validate()).Message;
        foreach (var name in new[] { "Rank", "Alpha", "Targets" }) Assert.Contains(name, message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        NoLeaks.Check(() =>
        {
            using var policy = _start.WithAdapter(Small with { Vision = true }, new SeedTree(1));
            using var reference = policy.WithoutAdapter();
            using var clone = policy.Clone();
            policy.Model.Merged().Dispose();
            Train(policy, 2);
            Values(reference);
        });
        using var other = TinyPolicy.Model();
        NoLeaks.Check(() =>
        {
            using var adapter = LowRankAdapter.Create(other.Config, Small, new SeedTree(1));
            using var folder = new TemporaryFolder();
            PeftFolder.Save(adapter, folder.Path, "base");
            PeftFolder.Load(folder.Path, other.Config).Dispose();
        });
    }

    private static void Train(QwenPolicy policy, int steps)
    {
        using var update = new ParameterUpdate(policy.Model.Trainable);
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            using var completions = CompletionBatch.Create([Answers, Answers], 0, CPU);
            using var scores = CompletionLogProbs.Compute(policy, Prompts, completions);
            update.Accumulate(scores.LogProbs.sum(), scores.Backward);
            update.Apply(0.01);
        }
    }

    private static double[] Values(QwenPolicy policy)
    {
        using var scope = NewDisposeScope();
        using var completions = CompletionBatch.Create([Answers, Answers], 0, CPU);
        using var values = CompletionLogProbs.ComputeFrozen(policy, Prompts, completions);
        return [.. values.LogProbs.masked_select(completions.Mask.to_type(ScalarType.Bool)).to_type(ScalarType.Float64).data<double>().ToArray()];
    }

    private static byte[] Bytes(QwenPolicy policy) => [.. policy.Model.parameters().SelectMany(p => p.bytes.ToArray())];
}

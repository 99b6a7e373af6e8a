using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Grpo;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public sealed class GrpoStepTests
{
    private const double OtherSums = 1e-5; // fp32: sums over micro-batches in another order
    private const double AfterUpdate = 1e-3; // Adam's first step is the sign of the gradient: where that is 0 but for rounding, it differs
    private const int Group = 3;
    private static readonly SeedTree Seed = new(5);
    private static readonly Prompt[] Prompts =
    [
        TinyPolicy.OneImage, TinyPolicy.TwoImages, TinyPolicy.NoImage,
        .. Enumerable.Range(0, 5).Select(i => new Prompt([TinyPolicy.Image($"n{i}", 56 + (28 * (i % 3)), 56)], "Rate the image.")),
    ];

    [Theory]
    [InlineData(Checkpointing.None)]
    [InlineData(Checkpointing.Layers)]
    public void Eight_micro_batches_of_one_have_the_loss_and_gradients_of_one_of_eight(Checkpointing kept)
    {
        using var policy = TinyPolicy.Create();
        using var reference = TinyPolicy.Create(2);
        using var update = new ParameterUpdate(policy.Model.parameters());
        var completions = Completions(policy);
        var results = new List<GrpoStepResult>();
        Dictionary<string, double[]> Added(TrainingMemory memory) => Gradients.Of(policy.Model, () => results.Add(
            new GrpoStep(policy, reference, update, new(), memory: memory).AddGradients(Prompts, completions, Advantages, 0.9)));
        Gradients.Same(Added(new()), Added(new() { Checkpointing = kept, Budget = OnePrompt(kept) }), OtherSums);
        Assert.Equal([1, 8], results.Select(r => r.MicroBatches));
        Same(results[0], results[1], OtherSums);
        Assert.True(results[0].Figures.Kl > 0 && results[0].Entropy > 1, "the figures say nothing");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Updates_on_micro_batches_are_those_on_the_whole(int updates)
    {
        using var one = TorchThreads.Use(1);
        var (once, eight) = (Step(new(), updates), Step(new() { Budget = OnePrompt(Checkpointing.None) }, updates));
        Assert.Equal((1, 8), (once.MicroBatches, eight.MicroBatches));
        Same(once, eight, updates == 1 ? OtherSums : AfterUpdate);
        Assert.Equal(once.GradientNorm, eight.GradientNorm, once.GradientNorm * (updates == 1 ? OtherSums : AfterUpdate));
    }

    [Theory]
    [InlineData(Checkpointing.None)]
    [InlineData(Checkpointing.Layers)]
    public void Workers_take_the_step_that_one_thread_takes_and_the_same_bits_each_time(Checkpointing kept)
    {
        GrpoStepResult Taken(int threads, out float[] weights)
        {
            using var use = TorchThreads.Use(threads);
            using var policy = TinyPolicy.Create();
            using var reference = TinyPolicy.Create(2);
            using var update = new ParameterUpdate(policy.Model.parameters());
            var completions = Completions(TinyPolicy.Create());
            var result = new GrpoStep(policy, reference, update, new(), memory: new() { Checkpointing = kept }).Take(Prompts, completions, Advantages, 0.9, 0.02);
            weights = Weights(policy);
            return result;
        }

        var (one, three, again) = (Taken(1, out _), Taken(3, out var weights), Taken(3, out var same));
        Assert.Equal((1, 3), (one.MicroBatches, three.MicroBatches));
        Same(one, three, OtherSums);
        Assert.Equal(one.GradientNorm, three.GradientNorm, one.GradientNorm * OtherSums);
        Assert.Equal(three, again);
        Assert.Equal(weights, same);
    }

    [Fact]
    public void Workers_train_the_one_adapter()
    {
        double Norm(int threads, out float[] matrices)
        {
            using var use = TorchThreads.Use(threads);
            using var start = TinyPolicy.Create();
            using var policy = start.WithAdapter(new() { Rank = 2 }, new SeedTree(3));
            using var update = new ParameterUpdate(policy.Model.Trainable);
            var result = new GrpoStep(policy, TinyPolicy.Create(2), update, new()).Take(Prompts, Completions(TinyPolicy.Create()), Advantages, 0.9, 0.02);
            matrices = [.. policy.Model.Trainable.SelectMany(p => p.Value.data<float>().ToArray())];
            return result.GradientNorm;
        }

        var (one, two) = (Norm(1, out var expected), Norm(2, out var actual));
        Assert.Equal(one, two, one * OtherSums);
        Assert.True(expected.Zip(actual).Average(p => Math.Abs(p.First - p.Second)) < AfterUpdate * 0.02, "the matrices differ");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_adapter_takes_the_same_step_with_layers_computed_again(bool vision)
    {
        double Norm(Checkpointing kept, out float[] matrices)
        {
            using var one = TorchThreads.Use(1);
            using var start = TinyPolicy.Create();
            using var policy = start.WithAdapter(new() { Rank = 2, Vision = vision }, new SeedTree(3));
            using var reference = TinyPolicy.Create(2);
            using var update = new ParameterUpdate(policy.Model.Trainable);
            var step = new GrpoStep(policy, reference, update, new(), memory: new() { Checkpointing = kept });
            var completions = Completions(start);
            var result = step.Take(Prompts, completions, Advantages, 0.9, 0.02);
            matrices = [.. policy.Model.Trainable.SelectMany(p => p.Value.data<float>().ToArray())];
            NoLeaks.Check(() => step.Take(Prompts, completions, Advantages, 0.9, 0.02));
            return result.GradientNorm;
        }

        var (none, layers) = (Norm(Checkpointing.None, out var expected), Norm(Checkpointing.Layers, out var actual));
        Assert.Equal(none, layers, none * OtherSums);
        Assert.True(expected.Zip(actual).Average(p => Math.Abs(p.First - p.Second)) < AfterUpdate * 0.02, "the matrices differ");
    }

    [Fact]
    public void TRLs_bnpo_is_cut_by_the_memory_budget_alone_however_many_threads_there_are()
    {
        GrpoStepResult Taken(int threads)
        {
            using var use = TorchThreads.Use(threads);
            using var policy = TinyPolicy.Create();
            using var reference = TinyPolicy.Create(2);
            using var update = new ParameterUpdate(policy.Model.parameters());
            var options = new GrpoLossOptions { Reduction = LossReduction.MicroBatchTokenMean };
            return new GrpoStep(policy, reference, update, options).Take(Prompts, Completions(TinyPolicy.Create()), Advantages, 0.9, 0.02);
        }

        var (one, three) = (Taken(1), Taken(3));
        Assert.Equal((1, 1), (one.MicroBatches, three.MicroBatches));
        Same(one, three, OtherSums);
        Assert.Equal(one.GradientNorm, three.GradientNorm, one.GradientNorm * OtherSums);
    }

    [Fact]
    public void As_many_workers_as_activations_and_gradients_fit_the_budget()
    {
        var config = TinyPolicy.Config(tied: false);
        TrainingRow[] rows = [.. Enumerable.Repeat(new TrainingRow(40, 16, 8), 6)];
        var one = new TrainingPlan(config, ScalarType.Float32, new(), Group).Bytes(rows[0], 1);
        TrainingPlan Plan(long budget) => new(config, ScalarType.Float32, new() { Budget = budget }, Group);
        const long Gradients = 1 << 20;
        Assert.Equal(1, Plan(one).Workers(rows, 4, Gradients));
        Assert.Equal(1, Plan((2 * one) + Gradients - 1).Workers(rows, 4, Gradients));
        Assert.Equal(2, Plan((2 * one) + Gradients).Workers(rows, 4, Gradients));
        Assert.Equal(4, Plan(1L << 40).Workers(rows, 4, Gradients));
        Assert.Equal(6, Plan(1L << 40).Workers(rows, 40, Gradients));
        Assert.Equal([2, 2, 2], Plan(1L << 40).Split(rows, 3, Gradients));
        Assert.Equal([1, 1, 1, 1, 1, 1], Plan((2 * one) + Gradients).Split(rows, 2, Gradients));
    }

    [Fact]
    public void A_second_update_compares_with_the_policy_that_sampled()
    {
        // With the old log-probabilities taken anew, every ratio would be 1 and nothing clipped.
        Assert.Equal(0, Step(new(), 1).Figures.ClipRegionMean);
        Assert.True(Step(new() { Budget = OnePrompt(Checkpointing.None) }, 3).Figures.ClipRegionMean > 0);
    }

    [Fact]
    public void A_budget_too_small_for_one_group_is_said_with_what_is_needed()
    {
        var fault = Assert.Throws<ArgumentException>(() => Step(new() { Budget = 1000 }, 1)).Message;
        Assert.StartsWith("A training budget of 0 MiB is too small: one prompt of ", fault, StringComparison.Ordinal);
        Assert.Contains("with its 3 completions", fault, StringComparison.Ordinal);
        Assert.Contains("; with Checkpointing.Layers about ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_takes_more_prompts_with_more_memory_and_fewer_of_longer_ones()
    {
        var config = TinyPolicy.Config(tied: false);
        TrainingRow[] rows = [.. Enumerable.Repeat(new TrainingRow(40, 16, 8), 9), .. Enumerable.Repeat(new TrainingRow(80, 64, 8), 9)];
        IReadOnlyList<int> Sizes(long budget) => new TrainingPlan(config, ScalarType.Float32, new() { Budget = budget }, Group).Split(rows);
        Assert.Equal([18], Sizes(1L << 30));
        var sizes = Sizes(2L << 20);
        Assert.Equal(18, sizes.Sum());
        Assert.True(sizes[0] > sizes[^2], string.Join(' ', sizes));
        Assert.True(Sizes(4L << 20).Count < sizes.Count);
    }

    [Fact]
    public void Layers_computed_again_weigh_less_in_a_deep_model()
    {
        var tiny = TinyPolicy.Config(tied: false);
        var deep = tiny with { Text = tiny.Text with { Layers = 12 }, Vision = tiny.Vision with { Depth = 12 } };
        long Bytes(Checkpointing kept) => new TrainingPlan(deep, ScalarType.Float32, new() { Checkpointing = kept }, Group).Bytes(new(80, 64, 8), 4);
        Assert.True(2 * Bytes(Checkpointing.Layers) < Bytes(Checkpointing.None));
    }

    [Fact]
    public void A_loss_that_is_not_finite_changes_no_weight_and_leaves_no_gradient()
    {
        using var policy = TinyPolicy.Create();
        using var reference = TinyPolicy.Create(2);
        using var update = new ParameterUpdate(policy.Model.parameters());
        using (no_grad()) reference.Model.named_parameters().Single(p => p.name == "lm_head.weight").parameter.fill_(float.NaN);
        var step = new GrpoStep(policy, reference, update, new(), memory: new() { Budget = OnePrompt(Checkpointing.None) });
        var before = Weights(policy);
        Assert.Throws<ArithmeticException>(() => step.Take(Prompts, Completions(policy), Advantages, 1, 0.1));
        Assert.Equal(before, Weights(policy));
        Assert.All(policy.Model.parameters(), p => Assert.Null(p.grad));
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        using var policy = TinyPolicy.Create();
        using var reference = TinyPolicy.Create(2);
        using var update = new ParameterUpdate(policy.Model.parameters());
        var completions = Completions(policy);
        foreach (var kept in Enum.GetValues<Checkpointing>())
        {
            foreach (var budget in new[] { OnePrompt(kept), 1L << 30 }) // one after another, workers at once
            {
                var step = new GrpoStep(policy, reference, update, new(), 2, new() { Budget = budget, Checkpointing = kept });
                NoLeaks.Check(() => step.Take(Prompts, completions, Advantages, 1, 1e-4));
            }
        }
    }

    private static double[] Advantages => [.. Enumerable.Range(0, Prompts.Length * Group).Select(i => Math.Sin(i + 1))];

    private static GrpoStepResult Step(TrainingMemory memory, int updates)
    {
        using var policy = TinyPolicy.Create();
        using var reference = TinyPolicy.Create(2);
        using var update = new ParameterUpdate(policy.Model.parameters());
        return new GrpoStep(policy, reference, update, new(), updates, memory).Take(Prompts, Completions(policy), Advantages, 0.9, 0.02);
    }

    private static void Same(GrpoStepResult expected, GrpoStepResult actual, double tolerance) => Close.All(
        [expected.Loss, expected.Figures.Kl, expected.Figures.ClipRegionMean, expected.Entropy], [actual.Loss, actual.Figures.Kl, actual.Figures.ClipRegionMean, actual.Entropy], tolerance);

    private static IReadOnlyList<IReadOnlyList<Completion>> Completions(QwenPolicy policy) =>
        policy.Sample(Prompts, Group, new SamplingOptions { MaxNewTokens = 7 }, Seed.Children(Prompts.Length), TestContext.Current.CancellationToken);

    /// <summary>A budget that holds the largest prompt and no two of the others.</summary>
    private static long OnePrompt(Checkpointing kept)
    {
        using var policy = TinyPolicy.Create();
        var largest = policy.Tokenize([TinyPolicy.TwoImages])[0];
        var row = new TrainingRow(largest.Ids.Count, largest.Grids.Sum(g => g.Count), 7);
        return new TrainingPlan(policy.Model.Config, ScalarType.Float32, new() { Checkpointing = kept }, Group).Bytes(row, 1);
    }

    private static float[] Weights(QwenPolicy policy) => [.. policy.Model.parameters().SelectMany((Parameter p) => p.data<float>().ToArray())];
}

using EvoQuality.Grpo;
using EvoQuality.Qwen25VL.Adapters;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public sealed class MemoryForecastTests
{
    private static readonly MemoryQuestion Question = new() { Config = TinyPolicy.Config(tied: false) };

    [Fact]
    public void Weights_gradients_and_state_are_counted_to_the_byte()
    {
        using var model = TinyPolicy.Model();
        var weights = model.parameters().Sum(p => p.NumberOfElements);
        var wide = MemoryForecast.Of(Question with { Type = ScalarType.Float32 });
        Assert.Equal((4 * weights, 4 * weights, 4 * weights, 8 * weights), (wide.Weights, wide.Reference, wide.Gradients, wide.Optimizer));
        long State(UpdatePrecision precision, ScalarType moments) =>
            MemoryForecast.Of(Question with { Update = new() { Precision = precision, Moments = moments } }).Optimizer / weights;
        Assert.Equal(4, State(UpdatePrecision.Plain, ScalarType.BFloat16));
        Assert.Equal(8, State(UpdatePrecision.Stochastic, ScalarType.Float32));
        Assert.Equal(6, State(UpdatePrecision.Compensated, ScalarType.BFloat16));
        Assert.Equal(12, State(UpdatePrecision.Master, ScalarType.Float32));

        var options = new AdapterOptions { Rank = 3, Vision = true };
        using var adapter = LowRankAdapter.Create(model.Config, options, new Foundations.SeedTree(1));
        var low = adapter.Parameters.Sum(p => p.Value.NumberOfElements);
        var adapted = MemoryForecast.Of(Question with { Adapter = options });
        Assert.Equal(((2 * weights) + (4 * low), 0, 4 * low, 8 * low), (adapted.Weights, adapted.Reference, adapted.Gradients, adapted.Optimizer));
    }

    [Fact]
    public void Activations_grow_with_the_work_and_fall_with_what_is_left_out()
    {
        var plain = MemoryForecast.Of(Question).Activations;
        Assert.InRange(MemoryForecast.Of(Question with { Prompts = 2 }).Activations / (double)plain, 1.9, 2.0); // a mask is shared
        Assert.True(MemoryForecast.Of(Question with { Group = 64 }).Activations > 1.5 * plain);
        Assert.True(MemoryForecast.Of(Question with { Checkpointing = true }).Activations < plain);
        Assert.True(MemoryForecast.Of(Question with { LogitBudget = 1 << 20 }).Activations < plain);
        Assert.True(MemoryForecast.Of(Question with { Adapter = new() { Rank = 4 } }).Activations < plain); // the vision tower keeps nothing
        var reading = Question with { Group = 1, CompletionTokens = 1 }; // without branches, whose weights are kept twice in bf16
        Assert.True(MemoryForecast.Of(reading with { Type = ScalarType.Float32 }).Activations > MemoryForecast.Of(reading).Activations);
    }

    [Fact]
    public void The_peak_is_of_training_or_of_sampling()
    {
        var forecast = new MemoryForecast(Weights: 1, Reference: 2, Gradients: 4, Optimizer: 8, Activations: 16, Sampling: 10, Stepping: 3);
        Assert.Equal(31, forecast.Peak);
        Assert.Equal(111, (forecast with { Sampling = 100 }).Peak);
        Assert.Equal(115, (forecast with { Stepping = 100 }).Peak);
    }
}

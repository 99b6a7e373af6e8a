using System.CommandLine;
using System.Text.Json;
using EvoQuality.Foundations;
using EvoQuality.Grpo;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>precision</c>: how much of fp32's change bf16 weights take over many steps, by precision and by size of the weights; one JSON
/// line each. The share is the mean of the change in fp32's direction, over fp32's mean change.
/// </summary>
public static class PrecisionCommand
{
    private const int Weights = 1 << 18;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var steps = new Option<int>("--steps") { Description = "Updates.", DefaultValueFactory = _ => 1000 };
        var rate = new Option<double>("--rate") { Description = "Learning rate.", DefaultValueFactory = _ => 3e-7 };
        var command = new Command("precision", "Share of fp32's change that bf16 weights take.") { steps, rate };
        command.SetAction(p => Run(p.GetValue(steps), p.GetValue(rate)));
        return command;
    }

    private static void Run(int steps, double rate)
    {
        using var scope = NewDisposeScope();
        foreach (var size in new[] { 0.02, 1.0 })
        {
            // As one line, from fp32 weights and from every precision: gradients that keep a direction, with noise of twice its size.
            var modes = from precision in Enum.GetValues<UpdatePrecision>()
                        from moments in new[] { ScalarType.Float32, ScalarType.BFloat16 }
                        select new UpdateOptions { Precision = precision, Moments = moments };
            using var generator = new SeedTree(1).Generator();
            var start = randn(Weights, generator: generator).mul(size).to_type(ScalarType.BFloat16);
            var direction = randn(Weights, generator: generator).sign();
            var expected = Change(start.to_type(ScalarType.Float32), direction, new UpdateOptions(), steps, rate);
            foreach (var options in modes)
            {
                var found = Change(start, direction, options, steps, rate);
                var share = found.mul(expected.sign()).mean().item<float>() / expected.abs().mean().item<float>();
                Console.WriteLine(JsonSerializer.Serialize(new
                {
                    weights = size,
                    steps,
                    rate,
                    precision = options.Precision.ToString(),
                    moments = options.Moments.ToString(),
                    share = Math.Round(share, 4),
                }));
            }
        }
    }

    /// <summary>What the optimizer holds at the end, minus the start: with master weights and compensation that is more than the weights show.</summary>
    private static Tensor Change(Tensor start, Tensor direction, UpdateOptions options, int steps, double rate)
    {
        using var scope = NewDisposeScope();
        using var generator = new SeedTree(2).Generator();
        using var parameter = new Parameter(start.clone());
        using var update = new ParameterUpdate([parameter], options, new SeedTree(3));
        for (var step = 0; step < steps; step++)
        {
            using var inner = NewDisposeScope();
            var slope = randn(Weights, generator: generator).mul(2).add(direction).to_type(ScalarType.BFloat16).to_type(parameter.dtype);
            update.Step(parameter.mul(slope).sum(), rate);
        }

        return update.ExactValues().Single().Value.sub(start).MoveToOuterDisposeScope();
    }
}

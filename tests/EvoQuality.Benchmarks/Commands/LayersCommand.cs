using System.CommandLine;
using EvoQuality.Benchmarks.Parity;
using EvoQuality.Qwen25VL;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>layers FOLDER TRACE</c>: runs a checkpoint on the inputs of a trace and prints how far each layer is from the reference,
/// so that the first that differs is found. Exits with 1 where one is beyond tolerance, with 2 where a file does not read.
/// </summary>
public static class LayersCommand
{
    /// <summary>Largest accepted difference relative to the root mean square of a layer's output: fp32 sums in another order.</summary>
    public const double Tolerance = 1e-3;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "A model folder in the published layout." };
        var trace = new Argument<string>("TRACE") { Description = "A file made by environment/reference/make_layer_trace.py from that folder." };
        var tolerance = new Option<double>("--tolerance")
        {
            Description = "Largest accepted difference relative to the root mean square of the layer's output.",
            DefaultValueFactory = _ => Tolerance,
        };
        var command = new Command("layers", "Find the first layer that differs from the reference.") { folder, trace, tolerance };
        command.SetAction(p => Run(p.GetRequiredValue(folder), p.GetRequiredValue(trace), p.GetValue(tolerance)));
        return command;
    }

    private static int Run(string folder, string trace, double tolerance)
    {
        try
        {
            using var model = CheckpointFolder.Load(folder);
            var differences = LayerTrace.Compare(model, trace);
            Console.WriteLine($"{"layer",-24} {"largest",10} {"relative",10}");
            foreach (var layer in differences) Console.WriteLine($"{layer.Layer,-24} {layer.Largest,10:E2} {layer.Relative,10:E2}");
            var first = differences.FirstOrDefault(d => !(d.Relative <= tolerance));
            Console.WriteLine(first is null ? $"no layer differs by more than {tolerance}" : $"first beyond {tolerance}: {first.Layer}");
            return first is null ? 0 : 1;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or KeyNotFoundException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }
}

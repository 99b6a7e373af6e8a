using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using EvoQuality.Benchmarks.Parity;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>parity FOLDER</c>: compares us with the reference on a folder of make_qwen_fixture.py or make_numeric_fixture.py.
/// Prints one JSON line with each largest difference; exits with 1 beyond tolerance, with 2 where the folder does not read.
/// </summary>
public static class ParityCommand
{
    private static readonly JsonSerializerOptions OneLine = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // a NaN is a finding, not a fault of the report
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "A folder made by make_qwen_fixture.py or make_numeric_fixture.py." };
        var command = new Command("parity", "Compare us with the Python reference on the cases of a folder.") { folder };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(folder)));
        return command;
    }

    private static int Run(string folder)
    {
        try
        {
            object measured;
            bool passed;
            if (File.Exists(Path.Combine(folder, QwenParity.FileName)))
            {
                var result = QwenParity.Measure(folder);
                (measured, passed) = (result, result.Passed);
            }
            else if (File.Exists(Path.Combine(folder, NumericParity.FileName)))
            {
                var result = NumericParity.Measure(folder);
                (measured, passed) = (result, result.Passed);
            }
            else
            {
                throw new FileNotFoundException($"{folder}: expected {QwenParity.FileName} or {NumericParity.FileName}, found neither.");
            }

            Console.WriteLine(JsonSerializer.Serialize(measured, OneLine));
            return passed ? 0 : 1;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or KeyNotFoundException or JsonException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }
}

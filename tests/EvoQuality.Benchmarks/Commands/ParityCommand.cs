using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using EvoQuality.Benchmarks.Parity;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>parity FOLDER</c>: compares us with the reference on a folder made by a recipe of environment/reference. Prints one
/// JSON line with what was found; exits with 1 beyond tolerance, with 2 where the folder does not read.
/// </summary>
public static class ParityCommand
{
    private static readonly JsonSerializerOptions OneLine = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // a NaN is a finding, not a fault of the report
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly (string File, Func<string, IParityResult> Measure)[] Kinds =
    [
        (QwenParity.FileName, QwenParity.Measure),
        (NumericParity.FileName, NumericParity.Measure),
        (PatternParity.FileName, PatternParity.Measure),
        (TokenizerParity.FileName, TokenizerParity.Measure),
    ];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "A folder made by make_qwen_fixture.py, make_numeric_fixture.py, make_image_fixture.py or check_tokenizer.py." };
        var command = new Command("parity", "Compare us with the Python reference on the cases of a folder.") { folder };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(folder)));
        return command;
    }

    private static int Run(string folder)
    {
        try
        {
            var result = Kinds.FirstOrDefault(kind => File.Exists(Path.Combine(folder, kind.File))).Measure?.Invoke(folder)
                ?? throw new FileNotFoundException(
                    $"{folder}: expected one of {string.Join(", ", Kinds.Select(kind => kind.File))}, found none.");
            Console.WriteLine(JsonSerializer.Serialize<object>(result, OneLine));
            return result.Passed ? 0 : 1;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or KeyNotFoundException or JsonException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }
}

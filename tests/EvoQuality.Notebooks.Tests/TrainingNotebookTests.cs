using System.Text.RegularExpressions;
using EvoQuality.Tool;

namespace EvoQuality.Notebooks.Tests;

/// <summary>Notebooks 06, 08, 09 and both references from end to end, and what their texts say of their outputs.</summary>
public sealed partial class TrainingNotebookTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task One_step_by_hand_and_by_autograd_agree()
    {
        var executed = await Run("06-one-grpo-step", "group=4");
        Shows(executed, "1.2247  -1.2247  0.0000  0.0000", "1.4697  -0.9798", "0.0316  0.0457", "loss -0.121509, difference from ours 0.0e0", "trl              -0.2500  -0.2500  -0.2500   0.2500");
    }

    [Fact]
    public async Task A_round_that_was_stopped_twice_ends_in_the_same_weights()
    {
        var executed = await Run("08-round-by-round", "images=12", "pairs=66", "k=4", "steps=3", "group=4");
        Shows(executed, "64 of 66 pairs are in the journal", "64 pairs from the journal, 2 asked now", "checkpoint-000002", ": the same");
        Assert.DoesNotContain(": different", executed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_folder_a_second_time_finds_its_work_done()
    {
        string[] settings = ["images=12", "pairs=66", "k=4", "steps=3", "group=4", $"folder={_scratch.Path("mine")}"];
        var first = await Run("08-round-by-round", settings);
        var second = await Run("08-round-by-round", settings);
        Shows(second, "66 of 66 pairs are in the journal", "66 pairs from the journal, 0 asked now");
        Assert.Equal(Hash().Match(first).Value, Hash().Match(second).Value);
    }

    [Fact]
    public async Task The_committed_run_is_measured_with_controls_and_a_claim()
    {
        var executed = await Run("09-evaluation", "draws=60");
        Shows(executed, "SRCC 0.800, PLCC 0.800", "SRCC 1.000, PLCC 0.886", "200 test pictures, 3 controls", "Steiger z = 3.86", "the evolved policy ranks images better than the start, the sharpened start, the shuffled labels and the random labels");
    }

    [Fact]
    public async Task The_references_show_what_the_library_has()
    {
        var configuration = await Run("REF-configuration");
        Shows(configuration, "GrpoLossOptions", "votes per pair", "visualquality-r1", "FixedLengthMean", "MicroBatchTokenMean", "Online.LearningRate");
        var pocket = await Run("REF-pocket-policy", "scenes=12", "pairs=12");
        Shows(pocket, "model.safetensors", "visual.blocks.0", "expected_srcc        0.0875", "Vision.Depth");
    }

    /// <summary>Numbers that the closing text of a notebook quotes are in its committed outputs.</summary>
    [Theory]
    [InlineData("06-one-grpo-step")]
    [InlineData("07-evolution")]
    [InlineData("08-round-by-round")]
    [InlineData("09-evaluation")]
    public void What_we_saw_is_in_the_committed_outputs(string name)
    {
        var notebook = NotebookDocument.Load(Repository.PathOrSkip("notebooks", $"{name}.ipynb"));
        var shown = string.Join('\n', notebook.Cells.SelectMany(c => c.Outputs).Select(o => o.Data("text/plain") ?? o.Text ?? ""));
        double[] outputs = [.. Number().Matches(shown).Select(m => double.Parse(m.Value, System.Globalization.CultureInfo.InvariantCulture)).Select(Math.Abs)];
        var closing = notebook.Cells[^1].Source;
        var saw = closing[closing.IndexOf("## What we saw", StringComparison.Ordinal)..closing.IndexOf("## Try", StringComparison.Ordinal)];
        var quoted = Decimal().Matches(saw).Select(m => m.Value).ToArray();
        Assert.NotEmpty(quoted);
        Assert.DoesNotContain(quoted, q =>
        {
            var (value, digits) = (double.Parse(q, System.Globalization.CultureInfo.InvariantCulture), q.Length - q.IndexOf('.', StringComparison.Ordinal) - 1);
            return !outputs.Any(o => Math.Abs(o - value) <= (0.5 * Math.Pow(10, -digits)) + 1e-9);
        });
    }

    private async Task<string> Run(string name, params string[] settings)
    {
        var notebook = Path.Combine(NotebookRulesTests.Folder()!, $"{name}.ipynb");
        var folder = _scratch.Path($"out-{Guid.NewGuid():N}");
        var code = await ConsoleApp.RunAsync(["run", notebook, "--out", folder, .. settings.SelectMany(s => new[] { "--set", s })], _output, _error);
        Assert.True(code == 0, _error.ToString());
        Assert.DoesNotContain("src=\"http", File.ReadAllText(Path.Combine(folder, $"{name}.html")), StringComparison.Ordinal);
        var executed = NotebookDocument.Load(Path.Combine(folder, $"{name}.ipynb"));
        return string.Join('\n', executed.Cells.SelectMany(c => c.Outputs).Select(o => $"{o.Data("text/plain")}\n{o.Data("text/html")}\n{o.Text}"));
    }

    private static void Shows(string executed, params string[] texts) => Assert.All(texts, text => Assert.Contains(text, executed, StringComparison.Ordinal));

    [GeneratedRegex("undisturbed [0-9a-f]{12}")]
    private static partial Regex Hash();

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"\d+\.\d+")]
    private static partial Regex Decimal();
}

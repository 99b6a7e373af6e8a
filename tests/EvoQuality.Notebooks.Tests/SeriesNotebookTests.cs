using System.Text.RegularExpressions;
using EvoQuality.Tool;

namespace EvoQuality.Notebooks.Tests;

/// <summary>Notebooks 00 and 02 to 05: they run, what their text computes by hand is what their cells say, and what they sum up is what they showed.</summary>
public sealed partial class SeriesNotebookTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public static TheoryData<string, string, string[]> Notebooks => new()
    {
        {
            "00-start-here", "k=8 group=4",
            ["4 scores, mean 3.00; above 2.8: 3, 3.4, 3", "Vote options: K is 0, expected 1 or more votes per pair.", "p* = "]
        },
        {
            "02-inside-the-model", "",
            [
                "3,754,622,976", "8,292,166,656", "256 patches in 4 windows of at most 64", "18 x 14 = 252 tokens",
                "a pair: 202 tokens, one picture: 144", "(1, 144, 640)",
            ]
        },
        {
            "03-asking-for-a-preference", "scenes=8 pairs=12 k=4",
            [
                "P(the first of two equal pictures wins) = 0.760", "The second one.                                  -> abstention",
                "3.52/5                                           -> 3.52", "100.0 % are votes",
            ]
        },
        {
            "04-majority-voting", "scenes=12 pairs=20 most=8",
            ["one vote 0.600, majority of three 0.648", "K = 31: 0.871618", "K = 32: 0.871618", "triples of 12 pictures; coins would make about"]
        },
        {
            "05-fidelity-reward", "k=8 group=8",
            [
                "own: mean 3.00, variance 0.1067; partner: mean 2.60, variance 0.0533", "0.977           0.989              0.871",
                "p = 0.9, p* = 0.5: 0.894", "two partners that disagree     0.707  0.658  0.570  0.658", "one score could not be read    0.707  none ",
                "no spread on either side       1.000  1.000  1.000  1.000",
            ]
        },
    };

    public static TheoryData<string> Names => [.. Notebooks.Select(n => n.Data.Item1)];

    [Theory]
    [MemberData(nameof(Notebooks))]
    public async Task It_runs_on_a_few_pictures_and_its_numbers_by_hand_come_out(string name, string settings, string[] shown)
    {
        string[] set = [.. settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(s => new[] { "--set", s })];
        Assert.True(await ConsoleApp.RunAsync(["run", Committed(name), "--out", _scratch.Path("out"), .. set], _output, _error) == 0, _error.ToString());
        var said = Said(NotebookDocument.Load(_scratch.Path($"out/{name}.ipynb")));
        Assert.All(shown, text => Assert.Contains(text, said, StringComparison.Ordinal));
        Assert.DoesNotContain("src=\"http", File.ReadAllText(_scratch.Path($"out/{name}.html")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_measured_number_under_what_we_saw_is_in_the_committed_outputs(string name)
    {
        var notebook = NotebookDocument.Load(Committed(name));
        var text = notebook.Cells[^1].Source;
        var saw = text[text.IndexOf("## What we saw", StringComparison.Ordinal)..text.IndexOf("## Try", StringComparison.Ordinal)];
        string[] numbers = [.. Measured().Matches(saw).Select(m => m.Value)];
        Assert.NotEmpty(numbers);
        var said = Said(notebook);
        Assert.All(numbers, number => Assert.Matches($@"(?<![\d.]){Regex.Escape(number)}(?!\d)", said));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_committed_outputs_are_those_of_one_whole_run_and_break_no_rule(string name) =>
        Assert.Empty(NotebookRules.Check(NotebookDocument.Load(Committed(name)), Committed(name)));

    public void Dispose() => _scratch.Dispose();

    private static string Committed(string name) => Repository.PathOrSkip("notebooks", $"{name}.ipynb");

    /// <summary>All outputs as plain text.</summary>
    private static string Said(NotebookDocument notebook) => string.Join('\n', notebook.Cells.Where(c => c.IsCode).SelectMany(c => c.Outputs)
        .Select(o => o.Kind is "stream" or "error" ? o.Text : o.Data("text/plain") ?? ""));

    [GeneratedRegex(@"\d+\.\d+")]
    private static partial Regex Measured();
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace EvoQuality.Notebooks.Tests;

/// <summary>
/// The series and both references (01 and 07 have tests of their own): they run, what their text computes by hand is what their cells
/// say, and what they sum up is what they showed.
/// </summary>
public sealed partial class SeriesNotebookTests : IDisposable
{
    private readonly NotebookTrial _trial = new();

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
        {
            "06-one-grpo-step", "group=4",
            [
                "1.2247  -1.2247  0.0000  0.0000", "1.4697  -0.9798", "0.0316  0.0457", "loss -0.121509, difference from ours 0.0e0",
                "trl              -0.2500  -0.2500  -0.2500   0.2500",
            ]
        },
        {
            "09-evaluation", "draws=60",
            [
                "SRCC 0.800, PLCC 0.800", "SRCC 1.000, PLCC 0.886", "200 test pictures, 3 controls", "Steiger z = 1.83",
                "the evolved policy beats the shuffled labels and the random labels, but not the start and the sharpened start",
            ]
        },
        { "10-how-many-votes", "rerun=true", ["1 seeds, 4 policies", "k8, round 1", "k1, start"] },
        { "11-rounds-and-rewards", "", ["k32, round 3", "shuffled labels", "5 seeds", "evoestimate, round 1"] },
        { "14-what-the-study-found", "", ["own-scores       5  supervision=own-scores", "k32, shuffled labels", "wiser", "supervised-regression, round 3"] },
        { "15-one-option-at-a-time", "", ["k64                    3               k=64", "from-taught-5, round 1", "21 first rounds", "visualquality-r1, round 2", "supervised-evolved, round 2"] },
        {
            "12-paper-tables", "images=300 draws=200",
            ["+31.8 %", "+25.2 %", "+26.9 %", "0.770 / 0.726", "PLCC 0.7699   SRCC 0.7263", "'=HYPERLINK(evil)", "\\toprule"]
        },
        {
            "13-outgrowing-one-machine", "device=H200 pairs=100 k=8 group=4 tokens=20 width=512 height=384",
            [
                "8,292,166,656 weights,  57,344 bytes", "73,410,777,344 weights", "504 x 392 pixels: 1,008 patches, 252 tokens",
                "a pair's prompt 623 tokens, a picture's 376", "votes 800, scored answers 800", "H200: 989 TFLOP/s at 40", "paper 96",
            ]
        },
        {
            "REF-configuration", "",
            ["GrpoLossOptions", "votes per pair", "visualquality-r1", "FixedLengthMean", "MicroBatchTokenMean", "Online.LearningRate"]
        },
        { "REF-pocket-policy", "scenes=12 pairs=12", ["model.safetensors", "visual.blocks.0", "start    SRCC 0.4384, PLCC 0.4897", "Vision.Depth"] },
    };

    [Theory]
    [MemberData(nameof(Notebooks))]
    public async Task It_runs_small_and_its_numbers_by_hand_come_out(string name, string settings, string[] shown)
    {
        var said = NotebookTrial.Said(await _trial.RunAsync(name, settings.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.All(shown, text => Assert.Contains(text, said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_round_stopped_twice_ends_in_the_same_weights_and_its_folder_a_second_time_finds_the_work_done()
    {
        string[] settings = ["images=12", "pairs=66", "k=4", "steps=3", "group=4", $"folder={_trial.Scratch.Path("mine")}"];
        async Task<string> Run() => NotebookTrial.Said(await _trial.RunAsync("08-round-by-round", settings));
        var (first, second) = (await Run(), await Run());
        foreach (var text in new[] { "64 of 66 pairs are in the journal", "64 pairs from the journal, 2 asked now", "checkpoint-000002", ": the same" })
            Assert.Contains(text, first, StringComparison.Ordinal);
        Assert.DoesNotContain(": different", first, StringComparison.Ordinal);
        foreach (var text in new[] { "66 of 66 pairs are in the journal", "66 pairs from the journal, 0 asked now" })
            Assert.Contains(text, second, StringComparison.Ordinal);
        Assert.NotEmpty(Hash().Match(first).Value);
        Assert.Equal(Hash().Match(first).Value, Hash().Match(second).Value);
    }

    [Theory]
    [InlineData("00-start-here", false)]
    [InlineData("02-inside-the-model", false)]
    [InlineData("03-asking-for-a-preference", false)]
    [InlineData("04-majority-voting", false)]
    [InlineData("05-fidelity-reward", false)]
    [InlineData("06-one-grpo-step", true)]
    [InlineData("07-evolution", true)]
    [InlineData("08-round-by-round", true)]
    [InlineData("09-evaluation", true)]
    [InlineData("10-how-many-votes", true)]
    [InlineData("11-rounds-and-rewards", true)]
    [InlineData("13-outgrowing-one-machine", true)]
    [InlineData("14-what-the-study-found", true)]
    [InlineData("15-one-option-at-a-time", true)]
    public void Every_measured_number_under_what_we_saw_is_in_the_committed_outputs(string name, bool rounded)
    {
        var notebook = NotebookDocument.Load(NotebookTrial.Committed(name));
        var text = notebook.Cells[^1].Source;
        var saw = text[text.IndexOf("## What we saw", StringComparison.Ordinal)..text.IndexOf("## Try", StringComparison.Ordinal)];
        string[] numbers = [.. Measured().Matches(saw).Select(m => m.Value)];
        Assert.NotEmpty(numbers);
        var said = NotebookTrial.Said(notebook);
        if (!rounded) Assert.All(numbers, number => Assert.Matches($@"(?<![\d.]){Regex.Escape(number)}(?!\d)", said));
        ExpectShown(numbers, said);
    }

    [Fact]
    public void Every_measured_number_under_what_failed_is_in_the_committed_outputs_of_the_two_pages_on_the_study()
    {
        NotebookDocument[] pages = [.. new[] { "14-what-the-study-found", "15-one-option-at-a-time" }.Select(n => NotebookDocument.Load(NotebookTrial.Committed(n)))];
        var failed = pages[0].Cells.Single(c => c.Source.StartsWith("## What failed", StringComparison.Ordinal)).Source;
        string[] numbers = [.. Measured().Matches(failed).Select(m => m.Value)];
        Assert.NotEmpty(numbers);
        ExpectShown(numbers, string.Join('\n', pages.Select(NotebookTrial.Said)));
    }

    private static void ExpectShown(string[] numbers, string said)
    {
        double[] outputs = [.. Shown().Matches(said).Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture))];
        Assert.All(numbers, number => Assert.Contains(outputs, o => Math.Abs(o - double.Parse(number, CultureInfo.InvariantCulture)) <= HalfOfLast(number)));
    }

    public void Dispose() => _trial.Dispose();

    /// <summary>Half a unit of a number's last digit, and what its reading may be off.</summary>
    private static double HalfOfLast(string number) => (0.5 * Math.Pow(10, number.IndexOf('.', StringComparison.Ordinal) + 1 - number.Length)) + 1e-9;

    [GeneratedRegex("undisturbed [0-9a-f]{12}")]
    private static partial Regex Hash();

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Shown();

    [GeneratedRegex(@"\d+\.\d+")]
    private static partial Regex Measured();
}

using System.Diagnostics;
using EvoQuality.Tool;

namespace EvoQuality.Notebooks.Tests;

/// <summary>The main notebook's run folder: gone on with, verified, refused.</summary>
public sealed class ResumeCommandTests : Evoquality
{
    [Fact]
    public async Task A_run_that_lost_its_end_is_gone_on_with_to_the_same_summary_and_verified()
    {
        Assert.True(await RunNotebook() == 0, Error.ToString());
        var summary = File.ReadAllText(At("out/summary.json"));
        Assert.True(await Run("verify", At("out"), "--all") == 0, Output.ToString());
        Assert.Contains("as the stored votes, scores and weights say.", Output.ToString());
        Assert.Contains("pass  07-evolution.ipynb claim", Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("pass  07-evolution.html claim", Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("pass  07-evolution.ipynb chart of the SRCC", Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("pass  scores of version 1 from its weights", Output.ToString(), StringComparison.Ordinal);

        // What a kill in the last voting would have left.
        File.Delete(At("out/summary.json"));
        Directory.Delete(At("out/controls"), recursive: true);
        File.Delete(At("out/rounds/1/scores.jsonl"));
        var votes = At("out/rounds/1/votes.jsonl");
        File.WriteAllText(votes, File.ReadAllText(votes)[..^40]);
        Assert.True(await Run("resume", At("out")) == 0, Error.ToString());
        Assert.Equal(summary, File.ReadAllText(At("out/summary.json")));
        Assert.Equal(0, await Run("verify", At("out")));
    }

    [Fact]
    public async Task The_committed_run_says_what_its_votes_and_scores_say()
    {
        Assert.True(await Run("verify", Repository.PathOrSkip("notebooks", "results", "evolution")) == 0, Output.ToString());
        Assert.Contains("as the stored votes and scores say; the folder keeps no weights to check.", Output.ToString());
        Assert.Contains("365 of 365 figures", Output.ToString(), StringComparison.Ordinal);
    }

    [Theory] // sums in another order would differ in their last bits
    [InlineData("DOTNET_EnableAVX", "0")]
    [InlineData("DOTNET_EnableHWIntrinsic", "0")]
    [InlineData("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4")] // logarithms of the C library
    public async Task A_CPU_of_narrower_registers_finds_the_same_figures_to_the_last_bit(string variable, string value)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "evoquality"), ["verify", Repository.PathOrSkip("notebooks", "results", "evolution")])
        {
            RedirectStandardOutput = true,
            Environment = { [variable] = value },
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
        Assert.Contains("365 of 365 figures", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_versions_of_a_run_see_becomes_a_page_and_tables()
    {
        Assert.True(await RunNotebook() == 0, Error.ToString());
        string[] asked = ["psychometric", At("out"), "--pictures", "2", "--types", "blur-gaussian", "brighten-gamma-rgb", "--levels", "5", "1"];
        Assert.True(await Run(asked) == 0, Error.ToString());
        Assert.Contains("round 1: 2 distortions at 2 levels on 2 pictures", Output.ToString(), StringComparison.Ordinal);
        var lines = File.ReadAllLines(At("out/psychometric.csv"));
        Assert.Equal("version,distortion,level,pristine_preferred,preferred_low,preferred_high,score,score_low,score_high", lines[0]);
        Assert.Equal(
            ["start,blur-gaussian,1", "start,blur-gaussian,5", "start,brighten-gamma-rgb,1", "start,brighten-gamma-rgb,5", "round 1,blur-gaussian,1", "round 1,blur-gaussian,5", "round 1,brighten-gamma-rgb,1", "round 1,brighten-gamma-rgb,5"],
            lines.Skip(1).Select(l => string.Join(',', l.Split(',').Take(3))));
        Assert.Equal(3, File.ReadAllLines(At("out/psychometric-changes.csv")).Length);
        var page = File.ReadAllText(At("out/psychometric.html"));
        Assert.Contains("<h2 id=\"from-start-to-round-1\">From start to round 1</h2>", page, StringComparison.Ordinal);
        Assert.Contains("brighten-gamma-rgb", page, StringComparison.Ordinal);

        var csv = File.ReadAllText(At("out/psychometric.csv"));
        Assert.True(await Run(asked) == 0, Error.ToString());
        Assert.Equal(csv, File.ReadAllText(At("out/psychometric.csv")));
        Assert.Equal(0, await Run("verify", At("out"))); // the run's own files are as they were

        Assert.Equal(1, await Run([.. asked, "--policy", TinyPolicyFolder.Write(At("other"), 2)]));
        Assert.Contains("expected the policy that the run of", Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_handed_to_other_engines_and_the_jobs_checked()
    {
        Assert.True(await RunNotebook() == 0, Error.ToString());
        foreach (var engine in (string[])["trl", "verl", "visualquality-r1"])
        {
            Assert.True(await Run("export", engine, At("out"), At(engine), "--of-version", "0") == 0, Error.ToString());
            Assert.Contains($"{At(engine)}: version 0, ", Output.ToString(), StringComparison.Ordinal);
            Assert.True(await Run("export", "check", At(engine)) == 0, Error.ToString());
            Assert.Equal(1, await Run("export", engine, At("out"), At(engine)));
            Assert.Contains($"{At(engine)}: expected a folder that is new or empty", Error.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(0, await Run("verify", At("out"), "--rescore", "0")); // the run is as it was
        Assert.Equal(2, await Run("export", "check", At("out")));
        Assert.Contains("expected an exported job", Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await Run("export", "check", At("trl"), At("trl/images")));
        Assert.Contains("completions_N.parquet", Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await Run("export", "trl", At("out"), At("more"), "--processes", "3"));
        Assert.False(Directory.Exists(At("more")));
    }

    [Fact]
    public async Task A_page_that_says_something_else_does_not_pass()
    {
        Assert.True(await RunNotebook() == 0, Error.ToString());
        var notebook = At("out/07-evolution.ipynb");
        File.WriteAllText(notebook, File.ReadAllText(notebook).Replace("against start", "against a start", StringComparison.Ordinal).Replace("against the start", "against a start", StringComparison.Ordinal));
        Assert.Equal(1, await Run("verify", At("out"), "--rescore", "0"));
        Assert.Contains("FAIL  07-evolution.ipynb claim: no output of the notebook shows", Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_run_was_asked_for_is_asked_again()
    {
        var notebook = At("mixed.ipynb");
        const string Cells = """
            {"cells": [
              {"cell_type": "code", "id": "a", "metadata": {"dotnet_interactive": {"language": "fsharp"}}, "execution_count": null, "outputs": [], "source": ["let x = 1"]},
              {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": null, "outputs": [], "source": ["throw new Exception(\"not yet\");"]}],
             "metadata": {"kernelspec": {"name": ".net-csharp", "display_name": ".NET (C#)", "language": "C#"}}, "nbformat": 4, "nbformat_minor": 5}
            """;
        File.WriteAllText(notebook, Cells);
        Assert.Equal(1, await Run("run", notebook, "--out", At("out"), "--in-place", "--other-languages", "skip", "--timeout", "600"));
        Error.GetStringBuilder().Clear();
        var again = StartedRun.Read(At("out")).Request(At("out"));
        Assert.Equal((true, true, TimeSpan.FromMinutes(10)), (again.InPlace, again.SkipOtherLanguages, again.CellTimeout));
        Assert.Equal(1, await Run("resume", At("out"))); // F# passed over, the place kept
        Assert.DoesNotContain("fsharp", Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("not yet", Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("has changed", Output.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(At("out/mixed.ipynb")));
    }

    [Fact]
    public async Task A_folder_that_holds_a_run_takes_no_other()
    {
        Assert.True(await RunNotebook() == 0, Error.ToString());
        Assert.Equal(2, await RunNotebook());
        Assert.Contains($"the folder holds a run already; go on with it by 'evoquality resume {At("out")}'", Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resume", "run.json: expected the folder of a run, but there is no such file.")]
    [InlineData("verify", "identity.json: expected a run that came to its end, but this file is missing.")]
    public async Task A_folder_without_a_run_is_told_in_one_sentence(string verb, string message)
    {
        var folder = Directory.CreateDirectory(At("empty")).FullName;
        Assert.Equal(2, await Run(verb, folder));
        Assert.Equal($"error: {Path.Combine(folder, message)}\n", Error.ToString());
    }

    private Task<int> RunNotebook() => Run(
        [
            "run", Path.Combine(NotebookRulesTests.Folder()!, "07-evolution.ipynb"), "--out", At("out"),
            .. new[] { $"policy={TinyPolicyFolder.Write(At("start"))}", "rounds=1", "k=256", "pairs=8", "steps=2", "group=4", "samples=4", "scenes=9", "testScenes=9" }
                .SelectMany(s => new[] { "--set", s }),
        ]);
}

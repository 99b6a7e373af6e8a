using EvoQuality.Tool;

namespace EvoQuality.Notebooks.Tests;

public sealed class RunCommandTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    private Task<int> Evoquality(params string[] args) => ConsoleApp.RunAsync(args, _output, _error);

    [Fact]
    public async Task A_notebook_runs_and_leaves_a_copy_and_a_page()
    {
        var path = _scratch.Write("01-tiny.ipynb", Scratch.Text("# Tiny"), Scratch.Code("var k = 2;", "parameters"), Scratch.Code("// Twice\nk * 2"));
        var before = File.ReadAllText(path);
        Assert.Equal(0, await Evoquality("run", path, "--out", _scratch.Path("out"), "--set", "k=21"));

        var copy = NotebookDocument.Load(_scratch.Path("out/01-tiny.ipynb"));
        Assert.Equal("var k = 21;", copy.Cells[1].Source);
        Assert.Equal("42", copy.Cells[2].Outputs[0].Data("text/plain"));
        Assert.Equal([1, 2], copy.Cells.Where(c => c.IsCode).Select(c => c.ExecutionCount!.Value));
        Assert.Contains("42", File.ReadAllText(_scratch.Path("out/01-tiny.html")), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(path));
        Assert.Contains("[1/2] Tiny\n[2/2] Twice\n", _output.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task In_place_writes_into_the_file()
    {
        var path = _scratch.Write("n.ipynb", Scratch.Code("1 + 1"));
        Assert.Equal(0, await Evoquality("run", path, "--out", _scratch.Path("out"), "--in-place"));
        Assert.Equal("2", NotebookDocument.Load(path).Cells[0].Outputs[0].Data("text/plain"));
        Assert.False(File.Exists(_scratch.Path("out/n.ipynb")));
        Assert.True(File.Exists(_scratch.Path("out/n.html")));
    }

    [Fact]
    public async Task Cells_know_the_run_folder_and_stand_in_the_notebooks_folder()
    {
        var here = Environment.CurrentDirectory;
        var path = _scratch.Write("n.ipynb", Scratch.Code(
            "System.IO.File.WriteAllText(System.IO.Path.Combine(RunFolder, \"a.txt\"), Environment.CurrentDirectory + \"|\" + Environment.GetEnvironmentVariable(\"EVO_RUN_FOLDER\"))"));
        Assert.Equal(0, await Evoquality("run", path, "--out", _scratch.Path("out")));
        Assert.Equal($"{_scratch.Folder}|{_scratch.Path("out")}", File.ReadAllText(_scratch.Path("out/a.txt")));
        Assert.Equal(here, Environment.CurrentDirectory);
    }

    [Fact]
    public async Task A_failing_cell_ends_the_run_with_one_block_and_keeps_what_was_made()
    {
        var path = _scratch.Write("n.ipynb", Scratch.Code("1"), Scratch.Code("var a = 0;\nthrow new ArgumentException(\"K must be positive.\");"), Scratch.Code("3"));
        Assert.Equal(1, await Evoquality("run", path, "--out", _scratch.Path("out")));
        Assert.Equal(
            "error: cell 2 of 3, line 2: K must be positive.\n    throw new ArgumentException(\"K must be positive.\");\n",
            _error.ToString().ReplaceLineEndings("\n"));

        var copy = NotebookDocument.Load(_scratch.Path("out/n.ipynb"));
        Assert.Equal(["execute_result", "error"], copy.Cells.SelectMany(c => c.Outputs).Select(o => o.Kind));
        Assert.Contains("K must be positive.", File.ReadAllText(_scratch.Path("out/n.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verbose_adds_the_trace()
    {
        var path = _scratch.Write("n.ipynb", Scratch.Code("throw new ArgumentException(\"no\");"));
        Assert.Equal(1, await Evoquality("run", path, "--out", _scratch.Path("out"), "--verbose"));
        Assert.Contains("   at Submission#0", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("k=abc", "error: --set k=abc: k is a whole number (int), found 'abc'.")]
    [InlineData("n=1", "error: --set n=1: there is no parameter 'n'; the notebook has k.")]
    public async Task A_wrong_setting_ends_before_anything_runs(string setting, string message)
    {
        var path = _scratch.Write("n.ipynb", Scratch.Code("var k = 1;", "parameters"));
        Assert.Equal(2, await Evoquality("run", path, "--out", _scratch.Path("out"), "--set", setting));
        Assert.Equal(message, _error.ToString().TrimEnd());
        Assert.False(Directory.Exists(_scratch.Path("out")));
    }

    [Fact]
    public async Task An_output_folder_that_cannot_be_written_is_refused_before_anything_runs()
    {
        File.WriteAllText(_scratch.Path("file"), "");
        var path = _scratch.Write("n.ipynb", Scratch.Code("1"));
        Assert.Equal(2, await Evoquality("run", path, "--out", _scratch.Path("file/out")));
        Assert.StartsWith($"error: --out {_scratch.Path("file/out")}: cannot write to this folder", _error.ToString(), StringComparison.Ordinal);
        Assert.Single(_error.ToString().TrimEnd().Split('\n'));
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task A_missing_notebook_and_a_missing_argument_exit_with_2()
    {
        Assert.Equal(2, await Evoquality("run", _scratch.Path("none.ipynb")));
        Assert.Empty(Directory.EnumerateDirectories("runs", "none-*")); // the run's own folder has gone again
        Assert.Contains("none.ipynb", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await Evoquality("run"));
        Assert.Equal(2, await Evoquality("run", "x.ipynb", "--frob"));
    }

    [Fact]
    public async Task Every_run_without_a_chosen_folder_gets_one_of_its_own()
    {
        var name = Path.GetFileName(_scratch.Folder);
        var path = _scratch.Write($"{name}.ipynb", Scratch.Code("1 + 1"));
        Assert.Equal(0, await Evoquality("run", path));
        Assert.Equal(0, await Evoquality("run", path));
        var folders = Directory.GetDirectories("runs", $"{name}-*");
        foreach (var folder in folders) Directory.Delete(folder, recursive: true);
        Assert.Equal(2, folders.Length);
    }

    [Fact]
    public async Task A_file_that_is_no_notebook_exits_with_1()
    {
        File.WriteAllText(_scratch.Path("n.ipynb"), "{}");
        Assert.Equal(1, await Evoquality("run", _scratch.Path("n.ipynb"), "--out", _scratch.Path("out")));
        Assert.Contains("is not a notebook", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_that_takes_too_long_is_named()
    {
        var path = _scratch.Write("n.ipynb", Scratch.Code("1"), Scratch.Code("// Endless\nwhile (true);"), Scratch.Code("3"));
        Assert.Equal(1, await Evoquality("run", path, "--out", _scratch.Path("out"), "--timeout", "3"));
        Assert.Equal("error: cell 2 of 3: The cell 'Endless' took longer than the 3 s that --timeout allows.\n", _error.ToString().ReplaceLineEndings("\n"));
        Assert.Equal(2, await Evoquality("run", path, "--out", _scratch.Path("out"), "--timeout", "0"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_cell_that_ends_by_itself_after_its_time_is_named_and_no_other(int cells)
    {
        var path = _scratch.Write("n.ipynb", [.. new[] { Scratch.Code("// Slow\nCancellation.WaitHandle.WaitOne();"), Scratch.Code("2") }.Take(cells)]);
        Assert.Equal(1, await Evoquality("run", path, "--out", _scratch.Path("out"), "--timeout", "3"));
        Assert.Equal($"error: cell 1 of {cells}: The cell 'Slow' took longer than the 3 s that --timeout allows.\n", _error.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_fault_in_what_a_cell_does_when_its_time_is_over_ends_the_cell_alone()
    {
        var path = _scratch.Write("n.ipynb", Scratch.Code("// Faulty\nCancellation.Register(() => throw new InvalidOperationException(\"not put away\"));\nwhile (true) { }"));
        Assert.Equal(1, await Evoquality("run", path, "--out", _scratch.Path("out"), "--timeout", "3"));
        Assert.Equal("error: cell 1 of 1: The cell 'Faulty' took longer than the 3 s that --timeout allows.\n", _error.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_cell_of_another_language_fails_the_run_or_is_passed_over()
    {
        var foreign = Scratch.Code("let x = 1");
        foreign["metadata"]!["dotnet_interactive"] = new System.Text.Json.Nodes.JsonObject { ["language"] = "fsharp" };
        var path = _scratch.Write("n.ipynb", foreign, Scratch.Code("#!powershell\nls"), Scratch.Code("40 + 2"));
        Assert.Equal(1, await Evoquality("run", path, "--out", _scratch.Path("out")));
        Assert.Contains("the cell 'let x = 1' is in fsharp; expected C#.", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await Evoquality("run", path, "--out", _scratch.Path("out"), "--other-languages", "skip"));
        Assert.Contains("it is in powershell", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 of 1 cells", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal("42", NotebookDocument.Load(_scratch.Path("out/n.ipynb")).Cells[2].Outputs[0].Data("text/plain"));
    }

    public void Dispose() => _scratch.Dispose();
}

using System.Diagnostics;
using EvoQuality.Notebooks.Jupyter;

namespace EvoQuality.Notebooks.Tests;

/// <summary>
/// The kernel under Jupyter's own clients, as Debian packages them: <c>python3-jupyter-kernel-test</c> and
/// <c>python3-nbconvert</c>. Skipped where no Python on the PATH has them.
/// </summary>
public sealed class DebianClientTests : IDisposable
{
    private static readonly string[] Cases =
    [
        "test_clear_output", "test_completion", "test_display_data", "test_error", "test_execute_result", "test_execute_stderr",
        "test_execute_stdout", "test_history", "test_inspect", "test_is_complete", "test_kernel_info",
    ];

    private readonly Scratch _scratch = new();

    [Fact]
    public async Task Every_applicable_case_of_jupyter_kernel_test_passes()
    {
        var python = await PythonWith("jupyter_kernel_test");
        var (code, output) = await RunAsync(python, Path.Combine(AppContext.BaseDirectory, "Jupyter", "conformance.py"), "-v");
        Assert.True(code == 0, output);
        foreach (var name in Cases) Assert.Matches($@"(?m)^{name} .*\.\.\. ok", output);
        Assert.Contains("OK (skipped=1)", output, StringComparison.Ordinal); // the pager, which this kernel has no use for
    }

    [Fact]
    public async Task Nbconvert_executes_a_notebook_with_a_table_a_chart_and_progress()
    {
        var python = await PythonWith("nbconvert");
        var path = Write(
            Scratch.Code("using EvoQuality.Foundations;\nusing EvoQuality.Presentation;\nusing Microsoft.Data.Analysis;\nFormatters.Register();"),
            Scratch.Code("var bar = display(new ProgressDisplay(\"voting\"));\nfor (var i = 1; i <= 4; i++) bar.Update(new ProgressDisplay(new StageProgress(\"voting\", i, 4, \"pairs\")));"),
            Scratch.Code("new DataFrame(new DoubleDataFrameColumn(\"srcc\", new[] { 0.5, 0.625 }))"),
            Scratch.Code("Plotly.NET.CSharp.Chart.Line<int, int, string>(new[] { 1, 2 }, new[] { 3, 4 })"));
        var (code, output) = await RunAsync(
            python, "-m", "nbconvert", "--to", "notebook", "--execute", "--ExecutePreprocessor.kernel_name=" + KernelSpec.Name, "--output", "out.ipynb", path);
        Assert.True(code == 0, output);
        var cells = NotebookDocument.Load(_scratch.Path("out.ipynb")).Cells;
        Assert.Contains("voting 4/4 pairs", Assert.Single(cells[1].Outputs).Data("text/html"), StringComparison.Ordinal);
        Assert.Contains("0.625", cells[2].Outputs[0].Data("text/html"), StringComparison.Ordinal);
        Assert.Contains("application/vnd.plotly.v1+json", cells[3].Outputs[0].MimeTypes);
        Assert.StartsWith("<svg", cells[3].Outputs[0].Data("image/svg+xml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nbconvert_ends_with_the_error_of_a_cell()
    {
        var python = await PythonWith("nbconvert");
        var path = _scratch.Write("n.ipynb", Scratch.Code("var a = 1;\nthrow new ArgumentException(\"K must be positive.\");"));
        var (code, output) = await RunAsync(
            python, "-m", "nbconvert", "--to", "notebook", "--execute", "--ExecutePreprocessor.kernel_name=" + KernelSpec.Name, "--output", "out.ipynb", path);
        Assert.NotEqual(0, code);
        Assert.Contains("ArgumentException: K must be positive.", output, StringComparison.Ordinal);
        Assert.Contains("-->   2  throw new", output, StringComparison.Ordinal);
    }

    public void Dispose() => _scratch.Dispose();

    private string Write(params System.Text.Json.Nodes.JsonObject[] cells)
    {
        foreach (var (index, cell) in cells.Index()) cell["id"] = $"c{index}";
        return _scratch.Write("n.ipynb", cells);
    }

    private static async Task<string> PythonWith(string module)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (var python in folders.Select(f => Path.Combine(f, "python3")).Where(File.Exists))
            if ((await StartAsync(python, [], "-c", $"import {module}, jupyter_client")).Code == 0) return python;
        Assert.Skip($"no Python on the PATH has {module} (Debian: python3-jupyter-kernel-test, python3-nbconvert)");
        return "";
    }

    // Jupyter finds the kernel in a folder of the test alone.
    private Task<(int Code, string Output)> RunAsync(string python, params string[] arguments)
    {
        KernelSpec.Install(_scratch.Path("data"), Tool.Commands.InstallCommand.StartOfThisProgram());
        return StartAsync(
            python, new() { ["JUPYTER_DATA_DIR"] = _scratch.Path("data"), ["JUPYTER_PATH"] = "", ["JUPYTER_RUNTIME_DIR"] = _scratch.Path("runtime") }, arguments);
    }

    private static async Task<(int Code, string Output)> StartAsync(string python, Dictionary<string, string> variables, params string[] arguments)
    {
        var start = new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}

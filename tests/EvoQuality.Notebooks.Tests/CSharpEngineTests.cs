using EvoQuality.Foundations;

namespace EvoQuality.Notebooks.Tests;

public sealed class CSharpEngineTests : IDisposable
{
    private readonly CSharpEngine _engine = new(AppContext.BaseDirectory, "run");

    private Task<CellResult> Run(string code) => _engine.RunAsync(code, TestContext.Current.CancellationToken);

    [Fact]
    public async Task Variables_types_methods_and_usings_carry_over_to_the_next_cell()
    {
        await Run("using System.Globalization;\nvar x = 2;\nrecord Pair(int A, int B);\nint Twice(int v) => 2 * v;");
        var result = await Run("new Pair(Twice(x), CultureInfo.InvariantCulture.LCID).A");
        Assert.Equal(4, result.Value);
    }

    [Fact]
    public async Task All_cells_run_on_one_thread_also_after_an_await()
    {
        var first = await Run("Environment.CurrentManagedThreadId");
        // Posted work runs once the cell has given up its thread; the task then ends on another one.
        var second = await Run("var gate = new TaskCompletionSource();\n" +
                               "System.Threading.SynchronizationContext.Current!.Post(_ => Task.Run(() => gate.SetResult()), null);\n" +
                               "await gate.Task;\nvar after = Environment.CurrentManagedThreadId;\nawait Task.Run(() => 1);\n" +
                               "(after, Environment.CurrentManagedThreadId)");
        var third = await Run("Environment.CurrentManagedThreadId");
        Assert.Equal((first.Value, first.Value), (((int, int))second.Value!) switch { var (a, b) => ((object?)a, (object?)b) });
        Assert.Equal(first.Value, third.Value);
        Assert.NotEqual(Environment.CurrentManagedThreadId, first.Value);
    }

    [Fact]
    public async Task A_trailing_expression_is_the_result_and_a_statement_gives_none()
    {
        var result = await Run("var y = 6;\ny * 7");
        var output = Assert.Single(result.Outputs);
        Assert.Equal("execute_result", output.Kind);
        Assert.Equal("42", output.Data("text/plain"));
        Assert.Empty((await Run("y = 3;")).Outputs);
    }

    [Fact]
    public async Task Outputs_keep_their_order_and_console_text_is_joined()
    {
        var result = await Run("Console.Write(\"a\"); Console.WriteLine(1.5); display(3); Console.Error.Write(\"e\"); HTML(\"<b>x</b>\")");
        Assert.Equal(["stream", "display_data", "stream", "execute_result"], result.Outputs.Select(o => o.Kind));
        Assert.Equal("a1.5\n", result.Outputs[0].Text);
        Assert.Equal("<b>x</b>", result.Outputs[3].Data("text/html"));
    }

    [Fact]
    public async Task A_display_is_updated_in_place_also_from_a_later_cell()
    {
        var first = await Run("var shown = display(\"voting 1/2\");\nshown.Update(\"voting 2/2\");");
        Assert.Equal("voting 2/2", Assert.Single(first.Outputs).Data("text/plain"));
        var second = await Run("shown.Update(\"done\");");
        Assert.Empty(second.Outputs);
        Assert.Equal("done", first.Outputs[0].Data("text/plain"));
    }

    [Fact]
    public async Task A_progress_display_is_told_to_listeners_and_not_saved()
    {
        var marks = new List<ProgressMark>();
        void Note(CellOutput output) => marks.Add(output.Progress!);
        _engine.OutputAdded += Note;
        _engine.OutputUpdated += Note;
        await Run("using Microsoft.DotNet.Interactive.Formatting;\nrecord Bar(int Done);\nFormatter.Register<Bar>(b => " +
                  "$$\"\"\"{\"stage\": \"voting\", \"done\": {{b.Done}}, \"total\": 4, \"unit\": \"pairs\"}\"\"\", \"" +
                  ProgressMark.MimeType + "\");");
        var result = await Run("display(new Bar(1)).Update(new Bar(4));");
        Assert.Equal([new("voting", 1, 4, "pairs"), new ProgressMark("voting", 4, 4, "pairs")], marks);
        Assert.Equal(["text/plain"], Assert.Single(result.Outputs).MimeTypes);
    }

    [Fact]
    public async Task A_failing_cell_says_its_line_and_message_and_the_next_cell_still_runs()
    {
        await Run("var kept = 5;");
        var failed = await Run("var z = 1;\n\nawait Task.Yield();\nthrow new ArgumentException(\"K must be 1 or more, found 0.\");");
        Assert.Equal(4, failed.Error!.Line);
        Assert.Equal("K must be 1 or more, found 0.", failed.Error.Message);
        Assert.Equal("error", failed.Outputs[^1].Kind);
        Assert.Equal(5, (await Run("kept")).Value);
    }

    [Fact]
    public async Task A_failure_deep_in_a_library_is_placed_at_the_line_of_the_cell()
    {
        var failed = await Run("var list = new List<int>();\nvar first = list.First();");
        Assert.Equal(2, failed.Error!.Line);
        Assert.Equal("var first = list.First();", failed.Error.SourceLine);
    }

    [Fact]
    public async Task A_compiler_fault_says_its_line_and_runs_nothing()
    {
        var failed = await Run("Console.WriteLine(1);\nnothing.Here();");
        Assert.Equal(2, failed.Error!.Line);
        Assert.StartsWith("CS0103", failed.Error.Message, StringComparison.Ordinal);
        Assert.Equal("error", Assert.Single(failed.Outputs).Kind);
    }

    [Theory]
    [InlineData("../artifacts/bin/EvoQuality.Kernel/release/EvoQuality.Kernel.dll")]
    [InlineData("no/such/folder/EvoQuality.Kernel.dll")]
    public async Task A_reference_to_the_kernel_is_the_kernel_of_the_host(string path)
    {
        var result = await Run($"#r \"{path}\"\nusing EvoQuality.Foundations;\nnew StageProgress(\"a\", 1, 2, \"b\")");
        Assert.Null(result.Error);
        Assert.IsType<StageProgress>(result.Value);
    }

    [Fact]
    public async Task A_package_the_host_has_is_the_hosts_and_another_version_is_told_about()
    {
        var known = await Run("#r \"nuget: Plotly.NET, 6.0.0\"\n#r \"nuget:TorchSharp\"\n1");
        Assert.Equal(1, known.Value);
        Assert.Equal("execute_result", Assert.Single(known.Outputs).Kind);
        var other = await Run("#r \"nuget: Plotly.NET, 5.0.0\"");
        Assert.Null(other.Error);
        Assert.Equal("Plotly.NET 6.0.0 is used, which EvoQuality was built with, instead of 5.0.0.\n", other.Outputs[0].Text);
    }

    [Fact]
    public async Task A_missing_file_in_a_reference_is_named()
    {
        var result = await Run("#r \"lib/missing.dll\"");
        Assert.Contains(Path.Combine(AppContext.BaseDirectory, "lib", "missing.dll"), result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_that_looks_at_its_token_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        AppContext.SetData("test: stop", (Action)stop.Cancel); // the cell itself says when it is under way
        var result = await _engine.RunAsync(
            "var never = new TaskCompletionSource();\nvar told = Cancellation.Register(() => never.TrySetCanceled(Cancellation));\n" +
            "((Action)AppContext.GetData(\"test: stop\")!)();\nawait never.Task;",
            stop.Token);
        Assert.True(result.Error?.Stopped, result.Error?.Trace);
    }

    [Fact]
    public async Task A_cell_that_does_not_is_abandoned_with_what_it_wrote()
    {
        using var abandon = new CancellationTokenSource();
        using var held = new ManualResetEventSlim();
        AppContext.SetData("test: abandon", (Action)(() => Task.Run(abandon.Cancel)));
        AppContext.SetData("test: hold", (Action)held.Wait);
        var result = await _engine.RunAsync(
            "Console.WriteLine(\"here\");\n((Action)AppContext.GetData(\"test: abandon\")!)();\n((Action)AppContext.GetData(\"test: hold\")!)();",
            CancellationToken.None, abandon.Token);
        var waiting = !held.IsSet;
        held.Set(); // the abandoned cell may end
        Assert.True(waiting && result.Error!.Stopped);
        Assert.Equal("here\n", result.Outputs[0].Text);
        Assert.Equal(2, (await Run("1 + 1")).Value); // on a new thread
    }

    [Fact]
    public async Task A_cell_that_was_left_behind_in_a_librarys_call_does_not_loop_on_beside_the_next_one()
    {
        using var abandon = new CancellationTokenSource();
        using var released = new CancellationTokenSource();
        var turned = new TaskCompletionSource<int>();
        AppContext.SetData("test: library", (Action)(() =>
        {
            Task.Run(abandon.Cancel);
            while (!released.IsCancellationRequested) Thread.Yield(); // nothing can interrupt it
        }));
        AppContext.SetData("test: turned", (Action<int>)turned.SetResult);
        var left = await _engine.RunAsync(
            "var turns = 0;\n((Action)AppContext.GetData(\"test: library\")!)();\n" +
            "try { while (turns < 1) turns++; } finally { ((Action<int>)AppContext.GetData(\"test: turned\")!)(turns); }",
            CancellationToken.None, abandon.Token);
        Assert.True(left.Error!.Stopped);
        Assert.Equal(2, (await Run("1 + 1")).Value);
        await released.CancelAsync(); // the call returns
        Assert.Equal(0, await turned.Task.WaitAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_chart_has_data_for_Jupyter_and_markup_without_a_script_reference()
    {
        var result = await Run("#r \"nuget: Plotly.NET.CSharp, 0.14.0\"\nPlotly.NET.CSharp.Chart.Line<int, int, string>(new[] { 1, 2 }, new[] { 3, 4 })");
        var output = Assert.Single(result.Outputs);
        Assert.Equal(["application/vnd.plotly.v1+json", "image/svg+xml", "text/html", "text/plain"], output.MimeTypes);
        Assert.DoesNotContain("src=\"http", output.Data("text/html"), StringComparison.Ordinal);
        Assert.Contains("<img alt=\"\" src=\"data:image/svg+xml;base64,", output.Data("text/html"), StringComparison.Ordinal);
        Assert.Contains("Plotly.newPlot", output.Data("text/html"), StringComparison.Ordinal);
        Assert.Contains("<div id=\"chart-1\"", output.Data("text/html"), StringComparison.Ordinal); // as in every run, so that a re-run notebook does not differ
    }

    [Fact]
    public async Task An_XPlot_chart_has_the_same_forms()
    {
        var result = await Run("#r \"nuget: XPlot.Plotly, 4.1.0\"\nvar chart = XPlot.Plotly.Chart.Line(new[] { 1, 4, 9 });\nchart.WithTitle(\"squares\");\nchart");
        var output = Assert.Single(result.Outputs);
        Assert.Equal(["application/vnd.plotly.v1+json", "image/svg+xml", "text/html", "text/plain"], output.MimeTypes);
        Assert.Equal("XPlot chart: squares", output.Data("text/plain"));
        Assert.Contains("<polyline", output.Data("image/svg+xml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_before_the_cell_is_compiled_is_the_cells()
    {
        var result = await Run("#r \"a\0.dll\"");
        Assert.Equal("ArgumentException", result.Error!.Name);
        Assert.Equal("error", Assert.Single(result.Outputs).Kind);
        Assert.Equal(2, (await Run("1 + 1")).Value);
    }

    [Fact]
    public async Task Markdown_and_formulas_keep_their_kind()
    {
        var result = await Run("display(Markdown(\"**x**\"));\nLaTeX(\"p^*\")");
        Assert.Equal("**x**", result.Outputs[0].Data("text/markdown"));
        Assert.Equal("$$p^*$$", result.Outputs[1].Data("text/latex"));
    }

    [Fact]
    public async Task Cleared_output_is_not_kept()
    {
        var now = await Run("Console.Write(\"a\"); display(1); clear_output(); Console.Write(\"b\");");
        Assert.Equal("b", Assert.Single(now.Outputs).Text);
        var later = await Run("Console.Write(\"a\"); clear_output(wait: true);");
        Assert.Equal("a", Assert.Single(later.Outputs).Text); // nothing came that it should make room for
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_input_says_so()
    {
        var result = await Run("input(\"K?\")");
        Assert.StartsWith("Nobody can be asked", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_display_that_is_too_long_is_replaced_by_a_note()
    {
        var result = await Run($"HTML(new string('x', {OutputLimit.Display + 1}))");
        Assert.StartsWith("[not shown: ", Assert.Single(result.Outputs).Data("text/plain"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_frame_is_a_table()
    {
        var result = await Run("using Microsoft.Data.Analysis;\nnew DataFrame(new DoubleDataFrameColumn(\"srcc\", new[] { 0.51234567, 0.6 }))");
        var html = Assert.Single(result.Outputs).Data("text/html")!;
        Assert.Matches("<th[^>]*>srcc<", html); // the library's own table where another test has registered it
        Assert.Matches(@"<td[^>]*>0\.512", html);
    }

    public void Dispose() => _engine.Dispose();
}

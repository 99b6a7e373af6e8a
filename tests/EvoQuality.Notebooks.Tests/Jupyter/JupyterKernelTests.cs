using System.Text.Json.Nodes;
using EvoQuality.Notebooks.Jupyter;

namespace EvoQuality.Notebooks.Tests;

/// <summary>The kernel over its sockets, as a front end meets it.</summary>
public sealed class JupyterKernelTests(KernelHost host) : IClassFixture<KernelHost>
{
    private readonly JupyterClient _client = host.Client;

    [Fact]
    public void A_trailing_expression_is_the_result_and_variables_stay()
    {
        _client.Run("var kept = 20;");
        var (reply, told) = _client.Run("kept * 2 + 2");
        Assert.Equal("ok", reply["status"]!.ToString());
        var result = Assert.Single(told);
        Assert.Equal("execute_result", result.Type);
        Assert.Equal("42", result.Content["data"]!["text/plain"]!.ToString());
        Assert.Equal((int)reply["execution_count"]!, (int)result.Content["execution_count"]!);
    }

    [Fact]
    public void Text_is_told_while_the_cell_runs_and_once_for_many_small_writes()
    {
        using var seen = new ManualResetEventSlim();
        AppContext.SetData("test: wait", (Action)seen.Wait);
        var id = _client.SendCell("for (var i = 0; i < 50; i++) Console.Write('x');\n((Action)AppContext.GetData(\"test: wait\")!)();\nConsole.Error.Write(\"end\");");
        KernelMessage message;
        var text = "";
        while (text.Length < 50) // the cell waits for us: what is told now is told before its end
        {
            message = _client.NextTold(id);
            if (message.Type == "stream") text += message.Content["text"];
        }
        Assert.Equal(new string('x', 50), text);
        seen.Set();
        var last = Assert.Single(_client.Told(id));
        Assert.Equal(("stderr", "end"), (last.Content["name"]!.ToString(), last.Content["text"]!.ToString()));
        _client.Reply(id);
    }

    [Fact]
    public void An_error_points_at_its_line_and_later_cells_that_were_sent_are_not_run()
    {
        var ids = new[] { _client.SendCell("var a = 1;\n\nthrow new ArgumentException(\"K must be positive.\");"), _client.SendCell("\"not run\""), _client.SendCell("\"neither\"") };
        var reply = _client.Reply(ids[0]);
        Assert.Equal(("error", "ArgumentException", "K must be positive."), (reply["status"]!.ToString(), reply["ename"]!.ToString(), reply["evalue"]!.ToString()));
        Assert.Equal(
            ["ArgumentException: K must be positive.", "      1  var a = 1;", "      2  ", "-->   3  throw new ArgumentException(\"K must be positive.\");"],
            reply["traceback"]!.AsArray().Select(l => l!.ToString()));
        Assert.Equal("error", Assert.Single(_client.Told(ids[0])).Type);
        // Where the second came in time it is passed over; sent after the fault it runs. Both were sent before.
        Assert.Equal("aborted", _client.Reply(ids[1])["status"]!.ToString());
        Assert.Equal("aborted", _client.Reply(ids[2])["status"]!.ToString());
        Assert.Equal("ok", _client.Run("1").Reply["status"]!.ToString());
    }

    [Fact]
    public void A_fault_in_a_method_of_another_cell_shows_both_places()
    {
        var defined = (int)_client.Run("int Half(int x)\n{\n    return x % 2 == 0 ? x / 2 : throw new ArgumentException(\"odd\");\n}").Reply["execution_count"]!;
        var trace = _client.Run("Half(2);\nHalf(3);").Reply["traceback"]!.AsArray().Select(l => l!.ToString()).ToList();
        Assert.Contains("-->   2  Half(3);", trace);
        Assert.Contains($"  in cell {defined}, line 3", trace);
    }

    [Fact]
    public void A_display_is_updated_in_place_also_from_a_later_cell()
    {
        var (_, told) = _client.Run("var shown = display(\"voting 1/2\");\nshown.Update(\"voting 2/2\");");
        Assert.Equal(["display_data", "update_display_data"], told.Select(m => m.Type));
        var id = told[0].Content["transient"]!["display_id"]!.ToString();
        Assert.Equal(id, told[1].Content["transient"]!["display_id"]!.ToString());
        Assert.Equal("voting 2/2", told[1].Content["data"]!["text/plain"]!.ToString());
        Assert.Equal(id, Assert.Single(_client.Run("shown.Update(\"done\");").Told).Content["transient"]!["display_id"]!.ToString());
    }

    [Fact]
    public void Progress_moves_one_bar_with_its_rate_and_the_last_figures()
    {
        var (_, told) = _client.Run(
            "using EvoQuality.Presentation;\nusing EvoQuality.Foundations;\nFormatters.Register();\n" +
            "var bar = display(new ProgressDisplay(\"starting\"));\n" +
            "bar.Update(new ProgressDisplay(new StageProgress(\"GRPO\", 1, 4, \"steps\", \"reward 0.81\")) { Pace = new(2, TimeSpan.FromSeconds(65)) });");
        Assert.Equal(["display_data", "update_display_data"], told.Select(m => m.Type));
        var html = told[1].Content["data"]!["text/html"]!.ToString();
        Assert.Contains("width:25%", html, StringComparison.Ordinal);
        Assert.Contains("GRPO 1/4 steps (reward 0.81), 2 steps/s, 1:05 left", html, StringComparison.Ordinal);
        Assert.Null(told[1].Content["data"]![ProgressMark.MimeType]);
    }

    [Fact]
    public void Output_can_be_cleared()
    {
        var (_, told) = _client.Run("Console.Write(\"a\"); clear_output(true); Console.Write(\"b\");");
        Assert.Equal(["stream", "clear_output", "stream"], told.Select(m => m.Type));
        Assert.True((bool)told[1].Content["wait"]!);
    }

    [Fact]
    public void A_long_output_is_cut_with_a_note()
    {
        var (reply, told) = _client.Run("var line = new string('x', 1000) + '\\n';\nfor (var i = 0; i < 100_000; i++) Console.Write(line);");
        Assert.Equal("ok", reply["status"]!.ToString());
        var text = string.Concat(told.Select(m => m.Content["text"]!.ToString()));
        Assert.Equal(OutputLimit.Stream + OutputLimit.StreamNote.Length, text.Length);
        Assert.EndsWith(OutputLimit.StreamNote, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("while (true) try { System.Threading.Thread.Yield(); } finally { }")]
    [InlineData("again:\ngoto again;")]
    [InlineData("await new TaskCompletionSource().Task;")]
    [InlineData("new System.Threading.ManualResetEvent(false).WaitOne();")]
    [InlineData("Enumerable.Repeat(0L, 1_000_000_000).Where(v => v > 0).Count()")]
    [InlineData("Cancellation.WaitHandle.WaitOne();\nCancellation.ThrowIfCancellationRequested();")]
    public void An_interrupt_stops_a_cell_and_the_kernel_goes_on(string code)
    {
        _client.Run("var before = 7;");
        var id = _client.SendCell("Console.WriteLine(\"running\");\n" + code);
        while (_client.NextTold(id).Type != "stream") { }
        Assert.Equal("ok", _client.AskControl("interrupt_request", [])["status"]!.ToString());
        var reply = _client.Reply(id);
        Assert.Equal(("error", "Stopped"), (reply["status"]!.ToString(), reply["ename"]!.ToString()));
        _client.Told(id);
        Assert.Equal("8", Assert.Single(_client.Run("before + 1").Told).Content["data"]!["text/plain"]!.ToString());
    }

    [Fact]
    public void A_stage_that_took_the_token_is_given_time_and_broken_off_at_the_second_interrupt()
    {
        var id = _client.SendCell("var token = Cancellation;\nConsole.WriteLine(\"running\");\nnew System.Threading.ManualResetEvent(false).WaitOne();");
        while (_client.NextTold(id).Type != "stream") { }
        _client.AskControl("interrupt_request", []);
        KernelMessage note;
        while ((note = _client.NextTold(id)).Type != "stream") { }
        Assert.Contains("Interrupt again", note.Content["text"]!.ToString(), StringComparison.Ordinal);
        _client.AskControl("interrupt_request", []);
        Assert.Equal("Stopped", _client.Reply(id)["ename"]!.ToString());
        _client.Told(id);
        Assert.Equal("ok", _client.Run("1").Reply["status"]!.ToString());
    }

    [Fact]
    public void A_fault_in_what_a_cell_does_when_it_is_stopped_is_said_and_the_kernel_goes_on()
    {
        var id = _client.SendCell("Cancellation.Register(() => throw new InvalidOperationException(\"not put away\"));\nConsole.WriteLine(\"running\");\nwhile (true) { }");
        while (_client.NextTold(id).Type != "stream") { }
        _client.AskControl("interrupt_request", []);
        Assert.Equal("Stopped", _client.Reply(id)["ename"]!.ToString());
        for (var said = ""; !said.Contains("not put away", StringComparison.Ordinal);)
            if (_client.NextTold(id) is { Type: "stream" } message) said += message.Content["text"];
        Assert.True(_client.Beats());
        Assert.Equal("ok", _client.Run("1").Reply["status"]!.ToString());
    }

    [Fact]
    public void The_kernel_answers_while_what_a_cell_does_when_it_is_stopped_takes_its_time()
    {
        using var seen = new ManualResetEventSlim();
        AppContext.SetData("test: slow", (Action)seen.Wait);
        var id = _client.SendCell("Cancellation.Register((Action)AppContext.GetData(\"test: slow\")!);\nConsole.WriteLine(\"running\");\nwhile (true) { }");
        while (_client.NextTold(id).Type != "stream") { }
        Assert.Equal("ok", _client.AskControl("interrupt_request", [])["status"]!.ToString());
        Assert.True(_client.Beats());
        seen.Set();
        Assert.Equal("Stopped", _client.Reply(id)["ename"]!.ToString());
        _client.Told(id);
    }

    [Fact]
    public void A_message_with_a_wrong_signature_is_dropped_and_logged()
    {
        var frames = _client.Frames("execute_request", new JsonObject { ["code"] = "var intruder = 1;" }).ToArray();
        frames[1] = [.. frames[1].Reverse()];
        _client.SendFrames(frames);
        Assert.Equal("error", _client.Run("intruder").Reply["status"]!.ToString());
        Assert.Contains("dropped a message with a wrong signature", host.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_came_before_is_dropped_and_logged()
    {
        _client.Run("var times = 0;");
        var frames = _client.Frames("execute_request", new JsonObject { ["code"] = "times++;" });
        _client.SendFrames(frames);
        _client.SendFrames(frames);
        Assert.Equal("1", Assert.Single(_client.Run("times").Told).Content["data"]!["text/plain"]!.ToString());
        Assert.Contains("dropped a message that came before", host.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("history_request", """{"hist_access_type": "tail", "n": 10.5}""")]
    [InlineData("complete_request", """{"code": "1", "cursor_pos": "end"}""")]
    [InlineData("execute_request", """{"code": "1", "silent": "no"}""")]
    public void A_request_that_is_not_as_the_protocol_has_it_is_answered_with_an_error(string type, string content)
    {
        var id = _client.Send(type, (JsonObject)JsonNode.Parse(content)!);
        Assert.Equal("error", _client.Reply(id)["status"]!.ToString());
        _client.Told(id);
        Assert.Contains($"could not answer a message of type '{type}'", host.Log, StringComparison.Ordinal);
        Assert.Equal("error", _client.AskControl("shutdown_request", new JsonObject { ["restart"] = "perhaps" })["status"]!.ToString());
        Assert.Equal("ok", _client.Run("1").Reply["status"]!.ToString());
    }

    [Fact]
    public void A_path_that_no_file_can_have_is_the_cells_fault()
    {
        var (reply, told) = _client.Run("#r \"a\0.dll\"");
        Assert.Equal("ArgumentException", reply["ename"]!.ToString());
        Assert.Equal("error", Assert.Single(told).Type);
        Assert.Equal("ok", _client.Run("1").Reply["status"]!.ToString());
    }

    [Fact]
    public void A_cell_asks_the_person_where_the_front_end_answers()
    {
        var id = _client.SendCell("input(\"K? \") + Console.ReadLine()", allowInput: true);
        Assert.Equal("K? ", _client.Question(id)["prompt"]!.ToString());
        _client.Answer("3");
        Assert.Equal("", _client.Question(id)["prompt"]!.ToString());
        _client.Answer("2");
        _client.Reply(id);
        Assert.Equal("32", Assert.Single(_client.Told(id)).Content["data"]!["text/plain"]!.ToString());
    }

    [Fact]
    public void A_line_that_is_read_in_part_is_kept_to_its_end_and_to_the_end_of_the_cell()
    {
        var id = _client.SendCell("$\"{(char)Console.Read()}{(char)Console.In.Peek()}{(char)Console.Read()}|{Console.ReadLine()}|{Console.ReadLine()}{(char)Console.Read()}\"", allowInput: true);
        foreach (var line in new[] { "abcd", "e", "fg" })
        {
            _client.Question(id);
            _client.Answer(line);
        }
        _client.Reply(id);
        Assert.Equal("abb|cd|ef", Assert.Single(_client.Told(id)).Content["data"]!["text/plain"]!.ToString());
        id = _client.SendCell("Console.ReadLine()", allowInput: true);
        _client.Question(id);
        _client.Answer("h");
        _client.Reply(id);
        Assert.Equal("h", Assert.Single(_client.Told(id)).Content["data"]!["text/plain"]!.ToString());
    }

    [Fact]
    public void Where_nobody_answers_the_cell_is_told_so()
    {
        var reply = _client.Run("Console.ReadLine()").Reply;
        Assert.Contains("answers no input requests", reply["evalue"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Completion_knows_earlier_cells_and_counts_code_points()
    {
        _client.Run("var manyVotes = new List<int>();");
        var code = "/* 😀 */ manyVotes.Remo";
        var reply = _client.Ask("complete_request", new JsonObject { ["code"] = code, ["cursor_pos"] = code.Length - 1 }); // the face is one code point
        Assert.Equal(["Remove", "RemoveAll", "RemoveAt", "RemoveRange"], reply["matches"]!.AsArray().Select(m => m!.ToString()).Order());
        Assert.Equal((code.Length - 5, code.Length - 1), ((int)reply["cursor_start"]!, (int)reply["cursor_end"]!));
        Assert.All(reply["metadata"]!["_jupyter_types_experimental"]!.AsArray(), t => Assert.Equal("method", t!["type"]!.ToString()));
    }

    [Theory]
    [InlineData("using EvoQuality.Voting;\nMajorityVote.Decide(", "MajorityVote.Decide(VoteTally tally)", "Eq. 1")]
    [InlineData("display(1)", "DisplayedValue display(object value)", "Shows a value")]
    public void Inspection_says_signature_and_documentation(string code, string signature, string documentation)
    {
        var position = code.IndexOf('(', StringComparison.Ordinal) + 1;
        var reply = _client.Ask("inspect_request", new JsonObject { ["code"] = code, ["cursor_pos"] = position, ["detail_level"] = 0 });
        Assert.True((bool)reply["found"]!);
        Assert.Contains(signature, reply["data"]!["text/plain"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains(documentation, reply["data"]!["text/plain"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Inspection_of_nothing_finds_nothing()
    {
        var reply = _client.Ask("inspect_request", new JsonObject { ["code"] = "   ", ["cursor_pos"] = 1, ["detail_level"] = 0 });
        Assert.False((bool)reply["found"]!);
    }

    [Theory]
    [InlineData("1 + 1", "complete", null)]
    [InlineData("for (var i = 0; i < 3; i++)\n{\n    if (i > 1)\n    {", "incomplete", "        ")]
    [InlineData("int x = = 3;", "invalid", null)]
    public void A_console_learns_whether_a_cell_is_complete(string code, string status, string? indent)
    {
        var reply = _client.Ask("is_complete_request", new JsonObject { ["code"] = code });
        Assert.Equal((status, indent), (reply["status"]!.ToString(), reply["indent"]?.ToString()));
    }

    [Fact]
    public void History_gives_back_cells_and_results()
    {
        _client.Run("40 + 2");
        var reply = _client.Ask("history_request", new JsonObject { ["hist_access_type"] = "search", ["pattern"] = "40*", ["unique"] = true, ["output"] = true });
        var cell = Assert.Single(reply["history"]!.AsArray())!;
        Assert.Equal(["40 + 2", "42"], cell[2]!.AsArray().Select(t => t!.ToString()));
    }

    [Fact]
    public void A_silent_cell_is_not_told_and_not_counted()
    {
        var count = (int)_client.Run("1").Reply["execution_count"]!;
        var id = _client.Send("execute_request", new JsonObject { ["code"] = "Console.Write(\"x\"); 2", ["silent"] = true });
        Assert.Equal("ok", _client.Reply(id)["status"]!.ToString());
        Assert.Empty(_client.Told(id));
        Assert.Equal(count + 1, (int)_client.Run("1").Reply["execution_count"]!);
    }

    [Fact]
    public void An_error_in_a_silent_cell_lets_the_cells_that_were_sent_run()
    {
        var first = _client.SendCell("0"); // while it runs the other two come in
        var id = _client.Send("execute_request", new JsonObject { ["code"] = "throw new Exception();", ["silent"] = true });
        var next = _client.SendCell("1");
        Assert.Equal("ok", _client.Reply(first)["status"]!.ToString());
        _client.Told(first);
        Assert.Equal("error", _client.Reply(id)["status"]!.ToString());
        Assert.Equal("ok", _client.Reply(next)["status"]!.ToString());
        _client.Told(next);
    }

    [Fact]
    public void Expressions_sent_along_are_evaluated_after_the_cell()
    {
        var id = _client.Send("execute_request", new JsonObject
        {
            ["code"] = "var five = 5;",
            ["user_expressions"] = new JsonObject { ["twice"] = "2 * five", ["wrong"] = "six" },
        });
        var values = _client.Reply(id)["user_expressions"]!;
        Assert.Equal("10", values["twice"]!["data"]!["text/plain"]!.ToString());
        Assert.Equal("error", values["wrong"]!["status"]!.ToString());
        Assert.Empty(_client.Told(id));
    }

    [Fact]
    public void The_kernel_introduces_itself_has_no_widgets_and_its_heart_beats()
    {
        var reply = _client.AskControl("kernel_info_request", []);
        Assert.Equal(("C#", ".cs"), (reply["language_info"]!["name"]!.ToString(), reply["language_info"]!["file_extension"]!.ToString()));
        Assert.Empty(_client.Ask("comm_info_request", [])["comms"]!.AsObject());
        var opened = _client.Send("comm_open", new JsonObject { ["comm_id"] = "w1", ["target_name"] = "jupyter.widget", ["data"] = new JsonObject() });
        Assert.Equal("comm_close", Assert.Single(_client.Told(opened)).Type);
        Assert.True(_client.Beats());
    }

    [Fact]
    public void A_missing_file_in_a_reference_is_named_with_its_whole_path()
    {
        var reply = _client.Run("1;\n#r \"lib/missing.dll\"").Reply;
        Assert.Contains(Path.Combine(host.Folder, "lib", "missing.dll"), reply["evalue"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("-->   2  #r \"lib/missing.dll\"", reply["traceback"]!.AsArray().Select(l => l!.ToString()));
    }

    [Fact]
    public void A_cell_of_another_language_is_refused_plainly()
    {
        Assert.Equal("This cell is in fsharp; only C# runs here.", _client.Run("#!fsharp\nlet x = 1").Reply["evalue"]!.ToString());
        Assert.Equal("ok", _client.Run("#!csharp\n1").Reply["status"]!.ToString());
    }
}

using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace EvoQuality.Notebooks.Jupyter;

/// <summary>
/// A Jupyter kernel for C# cells: the engine of the runner behind the sockets of protocol 5.3. Requests are answered one after
/// another; interrupts, shutdown and the heartbeat do not wait for them.
/// </summary>
public sealed class JupyterKernel : IDisposable
{
    private readonly string _session = Guid.NewGuid().ToString();
    private readonly Channel<(long Number, KernelMessage Message)> _requests = Channel.CreateUnbounded<(long, KernelMessage)>();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CellHistory _history = new();
    private readonly TextWriter _log;
    private readonly CSharpEngine _engine;
    private readonly CellInterrupt _interrupt;
    private readonly CodeAssistant _assistant;
    private readonly KernelSockets _sockets;
    private readonly OutputPublisher _outputs;
    private readonly PersonInput _input;
    private long _received;
    private long _skipUpTo;
    private bool _warm;

    /// <summary>Binds the sockets.</summary>
    /// <param name="connection">Where to listen.</param>
    /// <param name="folder">Folder that cells' paths are relative to.</param>
    /// <param name="runFolder">What cells read as <c>RunFolder</c>.</param>
    /// <param name="log">Told of messages that were dropped.</param>
    /// <exception cref="IOException">A port is taken.</exception>
    public JupyterKernel(ConnectionFile connection, string folder, string runFolder, TextWriter log)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _log = TextWriter.Synchronized(log);
        _engine = new CSharpEngine(folder, runFolder);
        _engine.NameChartsBySession();
        _ = Task.Run(_engine.WarmUp); // while the sockets open and the front end connects
        _sockets = new KernelSockets(connection, _log);
        _outputs = new OutputPublisher(_sockets, _session);
        _assistant = new CodeAssistant(_engine);
        _interrupt = new CellInterrupt(_engine, _outputs.Say);
        _input = new PersonInput(_sockets, _outputs, _session, () => _interrupt.Token);
        _engine.OutputAdded += _outputs.Add;
        _engine.OutputUpdated += _outputs.Update;
        _engine.OutputCleared += _outputs.Clear;
        _engine.Input = _input.Ask;
        _sockets.ShellReceived += message => _requests.Writer.TryWrite((Interlocked.Increment(ref _received), message));
        _sockets.ControlReceived += OnControl;
    }

    /// <summary>Answers requests until a front end asks for the end, or <paramref name="cancellation"/> does.</summary>
    public async Task RunAsync(CancellationToken cancellation = default)
    {
        var callersInput = Console.In;
        Console.SetIn(_input);
        _sockets.Start();
        _outputs.Status("starting", null);
        using var end = cancellation.Register(() => _ended.TrySetResult());
        var loop = Task.Run(AnswerAllAsync, CancellationToken.None);
        await await Task.WhenAny(loop, _ended.Task);
        _requests.Writer.TryComplete();
        Interrupt();
        Console.SetIn(callersInput);
    }

    /// <summary>Asks the running cell to stop, as Ctrl-C does.</summary>
    public void Interrupt() => _interrupt.Request();

    /// <summary>Closes the sockets and lets go of the engine.</summary>
    public void Dispose()
    {
        _outputs.Dispose();
        _sockets.Dispose();
        _assistant.Dispose();
        _interrupt.Dispose();
        _engine.Dispose();
        _input.Dispose();
    }

    private async Task AnswerAllAsync()
    {
        await foreach (var (number, request) in _requests.Reader.ReadAllAsync())
        {
            _outputs.Status("busy", request);
            JsonObject? content;
            try
            {
                content = await AnswerAsync(request, number);
            }
            catch (Exception e) // whatever it is must not end the session
            {
                content = NotAnswered(request, e);
            }
            if (content is not null) _sockets.Reply(ReplyTo(request, content));
            _outputs.Status("idle", request);
            if (_ended.Task.IsCompleted) return;
        }
    }

    private async Task<JsonObject?> AnswerAsync(KernelMessage request, long number)
    {
        var content = request.Content;
        switch (request.Type)
        {
            case "execute_request":
                return await ExecuteAsync(request, number);
            case "complete_request":
                return await CompleteAsync(content);
            case "inspect_request":
                return await InspectAsync(content);
            case "is_complete_request":
                var (status, indent) = Completeness.Of(Text(content, "code"));
                return status == "incomplete" ? new() { ["status"] = status, ["indent"] = indent } : new() { ["status"] = status };
            case "history_request":
                return _history.Answer(content);
            case "comm_open": // no widgets here: said at once, so that the front end does not wait
                _outputs.Announce("comm_close", new() { ["comm_id"] = content["comm_id"]?.DeepClone(), ["data"] = new JsonObject() }, request);
                return null;
            case "comm_msg" or "comm_close":
                return null;
            default:
                return AnswerAnywhere(request);
        }
    }

    // What both sockets take.
    private JsonObject? AnswerAnywhere(KernelMessage request)
    {
        switch (request.Type)
        {
            case "kernel_info_request":
                return KernelInfo.Reply();
            case "comm_info_request":
                return new() { ["status"] = "ok", ["comms"] = new JsonObject() };
            case "interrupt_request":
                Interrupt();
                return new() { ["status"] = "ok" };
            case "shutdown_request":
                var answer = new JsonObject { ["status"] = "ok", ["restart"] = (bool?)request.Content["restart"] ?? false };
                _outputs.Announce("shutdown_reply", (JsonObject)answer.DeepClone(), request);
                _ended.TrySetResult();
                return answer;
            default:
                _log.WriteLine($"[kernel] passed over a message of type '{request.Type}', which this kernel does not know.");
                return null;
        }
    }

    private void OnControl(KernelMessage request)
    {
        _outputs.Status("busy", request);
        JsonObject? content;
        try
        {
            content = AnswerAnywhere(request);
        }
        catch (Exception e) // nor may it end the sockets' thread
        {
            content = NotAnswered(request, e);
        }
        if (content is not null) _sockets.ReplyControl(ReplyTo(request, content));
        _outputs.Status("idle", request);
    }

    // A request that is not as the protocol has it, or a fault of the kernel's own; messages that ask for nothing get no reply.
    private JsonObject? NotAnswered(KernelMessage request, Exception fault)
    {
        _log.WriteLine($"[kernel] could not answer a message of type '{request.Type}': {ErrorText.Of(fault)}");
        return !request.Type.EndsWith("_request", StringComparison.Ordinal) ? null : new()
        {
            ["status"] = "error",
            ["execution_count"] = _engine.Count, // a reply to a cell has it
            ["ename"] = ErrorText.Cause(fault).GetType().Name,
            ["evalue"] = ErrorText.Of(fault),
            ["traceback"] = new JsonArray(),
        };
    }

    private async Task<JsonObject> ExecuteAsync(KernelMessage request, long number)
    {
        if (number <= _skipUpTo) return new() { ["status"] = "aborted", ["execution_count"] = _engine.Count };
        var content = request.Content;
        var code = Text(content, "code");
        var silent = (bool?)content["silent"] ?? false;
        var counted = !silent && ((bool?)content["store_history"] ?? true);
        _outputs.Begin(request, silent);
        _input.Begin(request, (bool?)content["allow_stdin"] ?? false);
        _outputs.Input(code, _engine.Count + (counted ? 1 : 0));

        var result = await _interrupt.RunAsync(code, counted);
        if (counted) _history.Add(result.Number, code, result.Outputs.LastOrDefault(o => o.Kind == "execute_result")?.Data("text/plain"));
        var expressions = await EvaluateAsync(content["user_expressions"] as JsonObject, result);
        _outputs.Begin(request, silent); // sends what is left; later updates of displays are told
        WarmUp();
        if (result.Error is { } error)
        {
            // Cells that were already sent are not run, unless the front end wants them or the person knows nothing of this one.
            if (!silent && ((bool?)content["stop_on_error"] ?? true)) _skipUpTo = Interlocked.Read(ref _received);
            return Fault(error, result);
        }
        return new()
        {
            ["status"] = "ok",
            ["execution_count"] = result.Number,
            ["user_expressions"] = expressions,
            ["payload"] = new JsonArray(),
        };
    }

    private async Task<JsonObject> EvaluateAsync(JsonObject? expressions, CellResult result)
    {
        var values = new JsonObject();
        if (!result.Succeeded || expressions is not { Count: > 0 }) return values;
        _outputs.Begin(KernelMessage.Create("none", _session, []), silent: true);
        foreach (var (name, expression) in expressions)
        {
            var value = await _interrupt.RunAsync(expression?.ToString() ?? "", counted: false);
            values[name] = value switch
            {
                { Error: { } error } => Fault(error, value),
                _ when value.Outputs.LastOrDefault(o => o.Kind == "execute_result") is { } shown =>
                    new JsonObject { ["status"] = "ok", ["data"] = new JsonObject { ["text/plain"] = shown.Data("text/plain") }, ["metadata"] = new JsonObject() },
                _ => new JsonObject { ["status"] = "ok", ["data"] = new JsonObject(), ["metadata"] = new JsonObject() },
            };
        }
        return values;
    }

    private async Task<JsonObject> CompleteAsync(JsonObject content)
    {
        var code = Text(content, "code");
        var cursor = CodePosition.ToUtf16(code, (int?)content["cursor_pos"] ?? int.MaxValue);
        var found = await _assistant.CompleteAsync(code, cursor, CancellationToken.None);
        var (start, end) = (CodePosition.ToCodePoints(code, found.Start), CodePosition.ToCodePoints(code, found.End));
        return new()
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. found.Items.Select(i => JsonValue.Create(i.Text))]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject
            {
                ["_jupyter_types_experimental"] = new JsonArray(
                [
                    .. found.Items.Select(i => new JsonObject { ["start"] = start, ["end"] = end, ["text"] = i.Text, ["type"] = i.Kind }),
                ]),
            },
        };
    }

    private async Task<JsonObject> InspectAsync(JsonObject content)
    {
        var code = Text(content, "code");
        var cursor = CodePosition.ToUtf16(code, (int?)content["cursor_pos"] ?? int.MaxValue);
        var text = await _assistant.ExplainAsync(code, cursor, CancellationToken.None);
        return new()
        {
            ["status"] = "ok",
            ["found"] = text is not null,
            ["data"] = text is null ? new JsonObject() : new JsonObject { ["text/plain"] = text },
            ["metadata"] = new JsonObject(),
        };
    }

    // The editor services take seconds to load: after the first cell, while nobody waits.
    private void WarmUp()
    {
        if (_warm) return;
        _warm = true;
        _ = Task.Run(_assistant.WarmUpAsync);
    }

    private static JsonObject Fault(CellError error, CellResult result) => new()
    {
        ["status"] = "error",
        ["execution_count"] = result.Number,
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = CellOutput.Error(error).Json["traceback"]!.DeepClone(),
    };

    private KernelMessage ReplyTo(KernelMessage request, JsonObject content) => KernelMessage.Create(
        request.Type.Replace("_request", "_reply", StringComparison.Ordinal), _session, content, request, request.Identities);

    private static string Text(JsonObject content, string name) => content[name]?.ToString() ?? "";
}

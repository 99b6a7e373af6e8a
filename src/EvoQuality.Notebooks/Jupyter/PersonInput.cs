using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks.Jupyter;

/// <summary>
/// Asks the person through the front end that sent the cell: for <c>input(…)</c> and for whatever reads
/// <see cref="Console.In"/>.
/// </summary>
internal sealed class PersonInput : TextReader
{
    private readonly KernelSockets _sockets;
    private readonly OutputPublisher _outputs;
    private readonly string _session;
    private readonly Func<CancellationToken> _cancellation;
    private readonly BlockingCollection<string> _answers = [];
    private KernelMessage? _parent;
    private bool _allowed;
    private string _rest = ""; // of a line that was read in part, with its end

    public PersonInput(KernelSockets sockets, OutputPublisher outputs, string session, Func<CancellationToken> cancellation)
    {
        (_sockets, _outputs, _session, _cancellation) = (sockets, outputs, session, cancellation);
        sockets.StdinReceived += message =>
        {
            if (message.Type == "input_reply") _answers.Add(message.Content["value"]?.ToString() ?? "");
        };
    }

    /// <summary>The cell that may ask.</summary>
    public void Begin(KernelMessage parent, bool allowed) => (_parent, _allowed, _rest) = (parent, allowed, "");

    /// <summary>Asks and waits.</summary>
    /// <exception cref="InvalidOperationException">The front end takes no questions.</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted while it waited.</exception>
    public string Ask(string prompt, bool password)
    {
        if (!_allowed || _parent is not { } parent)
        {
            throw new InvalidOperationException(
                "The front end that sent this cell answers no input requests: write the value into the cell.");
        }
        while (_answers.TryTake(out _)) { } // answers to questions that were given up
        _outputs.Flush();
        var content = new JsonObject { ["prompt"] = prompt, ["password"] = password };
        _sockets.Ask(KernelMessage.Create("input_request", _session, content, parent, parent.Identities));
        return _answers.Take(_cancellation());
    }

    /// <inheritdoc/>
    public override string ReadLine()
    {
        if (_rest.Length == 0) return Ask("", password: false);
        var line = _rest[..^1];
        _rest = "";
        return line;
    }

    /// <inheritdoc/>
    public override string ReadToEnd() => ReadLine();

    /// <inheritdoc/>
    public override int Read()
    {
        if (_rest.Length == 0) _rest = Ask("", password: false) + '\n';
        var next = _rest[0];
        _rest = _rest[1..];
        return next;
    }

    /// <summary>What a read would take of the line at hand; nobody is asked for another one.</summary>
    public override int Peek() => _rest.Length > 0 ? _rest[0] : -1;
}

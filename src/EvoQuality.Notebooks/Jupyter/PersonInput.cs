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

    public PersonInput(KernelSockets sockets, OutputPublisher outputs, string session, Func<CancellationToken> cancellation)
    {
        (_sockets, _outputs, _session, _cancellation) = (sockets, outputs, session, cancellation);
        sockets.StdinReceived += message =>
        {
            if (message.Type == "input_reply") _answers.Add(message.Content["value"]?.ToString() ?? "");
        };
    }

    /// <summary>The cell that may ask.</summary>
    public void Begin(KernelMessage parent, bool allowed) => (_parent, _allowed) = (parent, allowed);

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
    public override string ReadLine() => Ask("", password: false);

    /// <inheritdoc/>
    public override string ReadToEnd() => ReadLine();

    /// <inheritdoc/>
    public override int Read() => ReadLine() is { Length: > 0 } line ? line[0] : '\n';
}

using System.Text;
using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks.Jupyter;

/// <summary>
/// Tells front ends what the running cell shows. Console text is gathered for a moment, because a message per character
/// would drown them; every other output sends it first, so the order is kept.
/// </summary>
internal sealed class OutputPublisher : IDisposable
{
    private const int LongText = 16_384;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(40);
    private readonly KernelSockets _sockets;
    private readonly string _session;
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private readonly Timer _timer;
    private string _stream = "";
    private KernelMessage? _parent;
    private bool _silent;

    public OutputPublisher(KernelSockets sockets, string session)
    {
        (_sockets, _session) = (sockets, session);
        _timer = new Timer(_ => Flush(), null, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>What follows belongs to this request; nothing of it is told if <paramref name="silent"/>.</summary>
    public void Begin(KernelMessage parent, bool silent)
    {
        lock (_gate)
        {
            FlushText();
            (_parent, _silent) = (parent, silent);
        }
    }

    /// <summary>Sends gathered text now.</summary>
    public void Flush()
    {
        lock (_gate) FlushText();
    }

    /// <summary>An output was added.</summary>
    public void Add(CellOutput output)
    {
        lock (_gate)
        {
            if (output.Kind == "stream")
            {
                Gather(output.Json["name"]!.ToString(), output.Text);
                return;
            }
            var content = (JsonObject)output.Json.DeepClone();
            content.Remove("output_type");
            if (output.DisplayId is { } id) content["transient"] = new JsonObject { ["display_id"] = id };
            else if (output.Kind == "display_data") content["transient"] = new JsonObject();
            Publish(output.Kind, Joined(content));
        }
    }

    /// <summary>A display changed.</summary>
    public void Update(CellOutput output)
    {
        lock (_gate)
        {
            Publish("update_display_data", Joined(new JsonObject
            {
                ["data"] = output.Json["data"]!.DeepClone(),
                ["metadata"] = new JsonObject(),
                ["transient"] = new JsonObject { ["display_id"] = output.DisplayId },
            }));
        }
    }

    /// <summary>The cell wants its output removed.</summary>
    public void Clear(bool wait)
    {
        lock (_gate) Publish("clear_output", new JsonObject { ["wait"] = wait });
    }

    /// <summary>The cell's text as it is run.</summary>
    public void Input(string code, int count)
    {
        lock (_gate) Publish("execute_input", new JsonObject { ["code"] = code, ["execution_count"] = count });
    }

    /// <summary>Text for the person that is no output of the cell's own.</summary>
    public void Say(string text)
    {
        lock (_gate) Gather("stderr", text);
    }

    /// <summary>Busy or idle, also for requests that are not cells.</summary>
    public void Status(string state, KernelMessage? parent)
    {
        lock (_gate)
        {
            FlushText();
            Send("status", new JsonObject { ["execution_state"] = state }, parent);
        }
    }

    /// <summary>Any other message to all front ends.</summary>
    public void Announce(string type, JsonObject content, KernelMessage? parent)
    {
        lock (_gate) Send(type, content, parent);
    }

    public void Dispose() => _timer.Dispose();

    private void Gather(string stream, string text)
    {
        if (_silent) return;
        if (stream != _stream) FlushText();
        _stream = stream;
        if (_text.Length == 0) _timer.Change(Moment, Timeout.InfiniteTimeSpan);
        _text.Append(text);
        if (_text.Length > LongText) FlushText();
    }

    private void FlushText()
    {
        if (_text.Length == 0) return;
        Send("stream", new JsonObject { ["name"] = _stream, ["text"] = _text.ToString() }, _parent);
        _text.Clear();
    }

    private void Publish(string type, JsonObject content)
    {
        if (_silent) return;
        FlushText();
        Send(type, content, _parent);
    }

    private void Send(string type, JsonObject content, KernelMessage? parent) =>
        _sockets.Publish(KernelMessage.Create(type, _session, content, parent, [Encoding.ASCII.GetBytes($"kernel.{_session}.{type}")]));

    // A notebook file has text in lines, a message in one piece.
    private static JsonObject Joined(JsonObject content)
    {
        if (content["data"] is not JsonObject data) return content;
        foreach (var type in data.Where(d => d.Value is JsonArray && !d.Key.EndsWith("json", StringComparison.Ordinal)).Select(d => d.Key).ToArray())
            data[type] = MultiLine.Read(data[type]);
        return content;
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using EvoQuality.Notebooks.Jupyter;
using NetMQ;
using NetMQ.Sockets;

namespace EvoQuality.Notebooks.Tests;

/// <summary>A front end of a few lines: sends requests to a kernel and collects what it answers and tells. For one thread.</summary>
public sealed class JupyterClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly MessageCodec _codec;
    private readonly string _session = Guid.NewGuid().ToString();
    private readonly DealerSocket _shell = new();
    private readonly DealerSocket _control = new();
    private readonly DealerSocket _stdin = new();
    private readonly SubscriberSocket _iopub = new();
    private readonly RequestSocket _heartbeat = new();

    /// <summary>Connects.</summary>
    public JupyterClient(ConnectionFile connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _codec = new MessageCodec(connection.Key);
        var identity = Guid.NewGuid().ToByteArray();
        _shell.Options.Identity = _stdin.Options.Identity = identity; // questions come to whom sent the cell
        _iopub.Options.ReceiveHighWatermark = 0;
        _iopub.SubscribeToAnyTopic();
        foreach (var (socket, port) in new (NetMQSocket, int)[]
        {
            (_shell, connection.ShellPort), (_control, connection.ControlPort), (_stdin, connection.StdinPort),
            (_iopub, connection.IopubPort), (_heartbeat, connection.HeartbeatPort),
        })
        {
            socket.Options.Linger = TimeSpan.Zero;
            socket.Connect($"tcp://{connection.Ip}:{port}");
        }
    }

    /// <summary>A connection on ports of the loopback address that are free now.</summary>
    public static ConnectionFile FreeConnection()
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (var listener in listeners) listener.Start();
        int[] ports = [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        foreach (var listener in listeners) listener.Stop();
        return new ConnectionFile
        {
            Ip = "127.0.0.1",
            ShellPort = ports[0],
            IopubPort = ports[1],
            StdinPort = ports[2],
            ControlPort = ports[3],
            HeartbeatPort = ports[4],
            Key = Guid.NewGuid().ToString(),
        };
    }

    /// <summary>Waits until the kernel answers and what it tells arrives here.</summary>
    public void WaitUntilReady()
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var id = Send("kernel_info_request", []);
            var told = false;
            for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromMilliseconds(250) && !told;)
                told = TryReceive(_iopub, TimeSpan.FromMilliseconds(50)) is { } message && message.Parent["msg_id"]?.ToString() == id;
            if (told) break;
            if (watch.Elapsed > Patience) throw new TimeoutException("The kernel did not answer.");
        }
        while (TryReceive(_shell, TimeSpan.FromMilliseconds(100)) is not null) { }
        while (TryReceive(_iopub, TimeSpan.FromMilliseconds(100)) is not null) { }
    }

    /// <summary>Sends a request on the shell socket.</summary>
    /// <returns>Its id.</returns>
    public string Send(string type, JsonObject content) => Send(_shell, type, content);

    /// <summary>Sends a request on the control socket.</summary>
    public string SendControl(string type, JsonObject content) => Send(_control, type, content);

    /// <summary>Sends frames as they are.</summary>
    public void SendFrames(IEnumerable<byte[]> frames) => _shell.SendMultipartMessage(new NetMQMessage(frames.Select(f => new NetMQFrame(f))));

    /// <summary>The frames of a request, signed.</summary>
    public IReadOnlyList<byte[]> Frames(string type, JsonObject content) => _codec.Encode(KernelMessage.Create(type, _session, content));

    /// <summary>The reply to a request.</summary>
    public JsonObject Reply(string id) => Wait(_shell, id).Content;

    /// <summary>The reply to a request on the control socket.</summary>
    public JsonObject ReplyControl(string id) => Wait(_control, id).Content;

    /// <summary>Asks and waits.</summary>
    public JsonObject Ask(string type, JsonObject content) => Reply(Send(type, content));

    /// <summary>Asks and waits, on the control socket.</summary>
    public JsonObject AskControl(string type, JsonObject content) => ReplyControl(SendControl(type, content));

    /// <summary>Sends a cell.</summary>
    public string SendCell(string code, bool allowInput = false) => Send("execute_request", new JsonObject
    {
        ["code"] = code,
        ["silent"] = false,
        ["store_history"] = true,
        ["user_expressions"] = new JsonObject(),
        ["allow_stdin"] = allowInput,
        ["stop_on_error"] = true,
    });

    /// <summary>Runs a cell.</summary>
    /// <returns>The reply, and what was told until the kernel was idle again, without its input and its states.</returns>
    public (JsonObject Reply, IReadOnlyList<KernelMessage> Told) Run(string code)
    {
        var id = SendCell(code);
        return (Reply(id), Told(id));
    }

    /// <summary>What is told about a request until the kernel is idle again.</summary>
    public IReadOnlyList<KernelMessage> Told(string id)
    {
        var told = new List<KernelMessage>();
        while (true)
        {
            var message = Wait(_iopub, id);
            if (message.Type == "status" && message.Content["execution_state"]!.ToString() == "idle") return told;
            if (message.Type is not ("status" or "execute_input")) told.Add(message);
        }
    }

    /// <summary>The next message about a request.</summary>
    public KernelMessage NextTold(string id) => Wait(_iopub, id);

    /// <summary>The question of a cell.</summary>
    public JsonObject Question(string id) => Wait(_stdin, id).Content;

    /// <summary>Answers it.</summary>
    public void Answer(string text) => Send(_stdin, "input_reply", new JsonObject { ["value"] = text });

    /// <summary>True if the heart beats.</summary>
    public bool Beats()
    {
        _heartbeat.SendFrame("ping");
        return _heartbeat.TryReceiveFrameString(Patience, out var answer) && answer == "ping";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var socket in new NetMQSocket[] { _shell, _control, _stdin, _iopub, _heartbeat }) socket.Dispose();
    }

    private string Send(DealerSocket socket, string type, JsonObject content)
    {
        var message = KernelMessage.Create(type, _session, content);
        socket.SendMultipartMessage(new NetMQMessage(_codec.Encode(message).Select(f => new NetMQFrame(f))));
        return message.Id;
    }

    private KernelMessage Wait(NetMQSocket socket, string id)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience)
            if (TryReceive(socket, TimeSpan.FromSeconds(1)) is { } message && message.Parent["msg_id"]?.ToString() == id) return message;
        throw new TimeoutException($"No answer within {Patience.TotalSeconds:F0} s.");
    }

    private KernelMessage? TryReceive(NetMQSocket socket, TimeSpan patience)
    {
        NetMQMessage? frames = null;
        return socket.TryReceiveMultipartMessage(patience, ref frames) ? _codec.Decode([.. frames!.Select(f => f.ToByteArray())]) : null;
    }
}

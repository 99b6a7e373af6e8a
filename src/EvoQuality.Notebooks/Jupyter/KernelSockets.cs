using NetMQ;
using NetMQ.Sockets;

namespace EvoQuality.Notebooks.Jupyter;

/// <summary>
/// The five sockets of a kernel, bound to the address of the connection file, all served by one thread. It never runs a cell,
/// so heartbeat and control answer whatever a cell does.
/// </summary>
internal sealed class KernelSockets : IDisposable
{
    private readonly MessageCodec _codec;
    private readonly TextWriter _log;
    private readonly NetMQPoller _poller = [];
    private readonly NetMQQueue<(NetMQSocket Socket, KernelMessage Message)> _outgoing = new();
    private readonly RouterSocket _shell = new();
    private readonly RouterSocket _control = new();
    private readonly RouterSocket _stdin = new();
    private readonly PublisherSocket _iopub = new();
    private readonly RouterSocket _heartbeat = new();

    /// <summary>Binds.</summary>
    /// <exception cref="IOException">A port is taken, or the address is not this machine's.</exception>
    public KernelSockets(ConnectionFile connection, TextWriter log)
    {
        (_codec, _log) = (new MessageCodec(connection.Key), log);
        NetMQSocket[] all = [_shell, _control, _stdin, _iopub, _heartbeat];
        foreach (var socket in all)
        {
            socket.Options.Linger = TimeSpan.FromSeconds(1);
            socket.Options.SendHighWatermark = 0; // a front end that is slow misses nothing
        }
        try
        {
            Bind(_shell, connection, connection.ShellPort, "shell_port");
            Bind(_control, connection, connection.ControlPort, "control_port");
            Bind(_stdin, connection, connection.StdinPort, "stdin_port");
            Bind(_iopub, connection, connection.IopubPort, "iopub_port");
            Bind(_heartbeat, connection, connection.HeartbeatPort, "hb_port");
        }
        catch (IOException)
        {
            foreach (var socket in all) socket.Dispose();
            throw;
        }
        _heartbeat.ReceiveReady += (_, _) =>
        {
            NetMQMessage? beat = null;
            while (_heartbeat.TryReceiveMultipartMessage(ref beat)) _heartbeat.SendMultipartMessage(beat);
        };
        Listen(_shell, message => ShellReceived?.Invoke(message));
        Listen(_control, message => ControlReceived?.Invoke(message));
        Listen(_stdin, message => StdinReceived?.Invoke(message));
        _outgoing.ReceiveReady += (_, _) => SendAll();
        _poller.Add(_outgoing);
        foreach (var socket in new NetMQSocket[] { _shell, _control, _stdin, _heartbeat }) _poller.Add(socket);
    }

    /// <summary>A request came; raised on the sockets' thread.</summary>
    public event Action<KernelMessage>? ShellReceived;

    /// <summary>A request that does not wait for cells came; raised on the sockets' thread.</summary>
    public event Action<KernelMessage>? ControlReceived;

    /// <summary>An answer to a question came; raised on the sockets' thread.</summary>
    public event Action<KernelMessage>? StdinReceived;

    /// <summary>Starts to listen.</summary>
    public void Start() => _poller.RunAsync("kernel sockets");

    /// <summary>Answers on the shell socket; from any thread, in the order of the calls of all four methods.</summary>
    public void Reply(KernelMessage message) => _outgoing.Enqueue((_shell, message));

    /// <summary>Answers on the control socket.</summary>
    public void ReplyControl(KernelMessage message) => _outgoing.Enqueue((_control, message));

    /// <summary>Asks a front end something.</summary>
    public void Ask(KernelMessage message) => _outgoing.Enqueue((_stdin, message));

    /// <summary>Tells all front ends.</summary>
    public void Publish(KernelMessage message) => _outgoing.Enqueue((_iopub, message));

    /// <summary>Sends what waits and closes.</summary>
    public void Dispose()
    {
        if (_poller.IsRunning) _poller.Stop();
        SendAll();
        _poller.Dispose();
        foreach (var socket in new NetMQSocket[] { _shell, _control, _stdin, _iopub, _heartbeat }) socket.Dispose();
        _outgoing.Dispose();
    }

    private static void Bind(NetMQSocket socket, ConnectionFile connection, int port, string name)
    {
        try
        {
            socket.Bind(connection.Endpoint(port));
        }
        catch (AddressAlreadyInUseException e)
        {
            throw new IOException($"{connection.Ip}:{port} ({name}) is taken by another program.", e);
        }
        catch (Exception e) when (e is NetMQException or System.Net.Sockets.SocketException or ArgumentException)
        {
            throw new IOException($"Cannot listen on {connection.Ip}:{port} ({name}): {e.Message}", e);
        }
    }

    private void Listen(RouterSocket socket, Action<KernelMessage> received) => socket.ReceiveReady += (_, _) =>
    {
        NetMQMessage? frames = null;
        while (socket.TryReceiveMultipartMessage(ref frames))
        {
            try
            {
                received(_codec.Decode([.. frames.Select(f => f.ToByteArray())]));
            }
            catch (InvalidDataException e)
            {
                _log.WriteLine($"[kernel] dropped {e.Message}.");
            }
        }
    };

    private void SendAll()
    {
        while (_outgoing.TryDequeue(out var next, TimeSpan.Zero))
            next.Socket.SendMultipartMessage(new NetMQMessage(_codec.Encode(next.Message).Select(f => new NetMQFrame(f))));
    }
}

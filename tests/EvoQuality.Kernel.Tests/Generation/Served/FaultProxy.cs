using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using EvoQuality.Foundations;
using EvoQuality.Generation.Served;

namespace EvoQuality.Kernel.Tests;

/// <summary>A server on a port of this machine, and between it and its clients a proxy that spoils what it is told to spoil.</summary>
internal sealed class FaultProxy : IDisposable
{
    private static readonly TimeSpan TimeDead = TimeSpan.FromSeconds(5);
    private readonly Func<SeenRequest, ServedAnswer> _server;
    private readonly Func<SeededSource, Fault> _plan;
    private readonly WaitlessTime? _time;
    private readonly SeededSource _source;
    private readonly Lock _lock = new();
    private readonly HashSet<Socket> _open = [];
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _port;
    private DateTimeOffset? _backAt;

    /// <param name="server">Answers a request; called from several threads.</param>
    /// <param name="plan">Draws the fault of the next request; null for none.</param>
    /// <param name="time">The client's clock, for faults that take time.</param>
    /// <param name="seed">Root of the faults.</param>
    public FaultProxy(Func<SeenRequest, ServedAnswer> server, Func<SeededSource, Fault>? plan = null, WaitlessTime? time = null, ulong seed = 1)
    {
        (_server, _plan, _time, _source) = (server, plan ?? (_ => Fault.None), time, new SeedTree(seed).Source());
        _listener.Start(512);
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
        if (time is not null) time.Passed += ComeBack;
    }

    /// <summary>Requests that reached the server, as it saw them.</summary>
    public ConcurrentQueue<SeenRequest> Seen { get; } = [];

    /// <summary>How often each fault was injected.</summary>
    public ConcurrentDictionary<Fault, int> Injected { get; } = [];

    public Uri Url => new($"http://127.0.0.1:{_port}/v1");

    /// <summary>The model behind the proxy.</summary>
    public ServedEndpoint Endpoint(ServerAbilities server, ApiKey? key = null) => new(Url, "pocket", server, key);

    public void Dispose()
    {
        if (_time is not null) _time.Passed -= ComeBack;
        _listener.Dispose();
        AbortAll();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // the listener was stopped
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        lock (_lock)
        {
            if (_backAt is not null) // dead; the port is kept, lest another test get it
            {
                Abort(socket);
                return;
            }

            _open.Add(socket);
        }

        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            while (await ReadAsync(stream) is { } request && await ReplyAsync(socket, stream, request))
            {
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // the other side went away, or this side died
        }
        finally
        {
            lock (_lock) _open.Remove(socket);
        }
    }

    /// <returns>Whether the connection stays.</returns>
    private async Task<bool> ReplyAsync(Socket socket, NetworkStream stream, SeenRequest request)
    {
        Fault fault;
        lock (_lock) fault = request.Path.EndsWith("/models", StringComparison.Ordinal) ? Fault.None : _plan(_source);
        Injected.AddOrUpdate(fault, 1, (_, n) => n + 1);
        switch (fault)
        {
            case Fault.Death:
                lock (_lock) _backAt = _time!.GetUtcNow() + TimeDead;
                AbortAll();
                return false;
            case Fault.Delay:
                _time!.ExpireLimits();
                return await stream.ReadAsync(new byte[1]) > 0; // until the client has gone
            case Fault.TooMany:
                await stream.WriteAsync(Bytes(ServedAnswer.Error(429, "slow down", "Retry-After: 3\r\n")));
                return true;
            case Fault.Unavailable:
                await stream.WriteAsync(Bytes(ServedAnswer.Error(503, "overloaded")));
                return true;
        }

        var seen = fault == Fault.WrongPictures ? request.WithoutAPicture() : request;
        Seen.Enqueue(seen);
        var answer = _server(seen);
        if (fault == Fault.Malformed) answer = answer with { Body = answer.Body[..(answer.Body.Length / 2)] };
        if (fault == Fault.DoubledAnswers)
        {
            var body = JsonNode.Parse(answer.Body)!.AsObject();
            foreach (var choice in body["choices"]!.AsArray().ToArray()) body["choices"]!.AsArray().Add(choice!.DeepClone());
            answer = answer with { Body = body.ToJsonString() };
        }

        var bytes = Bytes(answer);
        if (fault == Fault.Reset)
        {
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length - (answer.Body.Length / 2)));
            Abort(socket);
            return false;
        }

        await stream.WriteAsync(fault == Fault.Duplicated ? [.. bytes, .. bytes] : bytes);
        return true;
    }

    private void AbortAll()
    {
        Socket[] open;
        lock (_lock) open = [.. _open];
        foreach (var socket in open) Abort(socket);
    }

    /// <summary>Ends a connection by a reset instead of in order.</summary>
    private static void Abort(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // it has ended already
        }

        socket.Dispose();
    }

    private void ComeBack()
    {
        lock (_lock)
        {
            if (_backAt <= _time!.GetUtcNow()) _backAt = null;
        }
    }

    private static async Task<SeenRequest?> ReadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !(head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n'))
        {
            if (await stream.ReadAsync(one) == 0) return null;
            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n");
        string? Header(string name) => lines.FirstOrDefault(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
        var body = new byte[int.Parse(Header("Content-Length") ?? "0")];
        await stream.ReadExactlyAsync(body);
        return new SeenRequest(lines[0].Split(' ')[1], Header("Authorization"), body.Length > 0 ? JsonNode.Parse(body)!.AsObject() : []);
    }

    private static byte[] Bytes(ServedAnswer answer) => Encoding.UTF8.GetBytes(
        $"HTTP/1.1 {answer.Status} Said\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(answer.Body)}\r\n{answer.Headers}\r\n{answer.Body}");
}

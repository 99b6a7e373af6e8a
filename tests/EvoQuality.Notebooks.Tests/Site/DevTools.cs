using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks.Tests;

/// <summary>The Chrome DevTools Protocol over its web socket: calls with answers, and events.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject>> _open = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Task _reading;
    private int _count;

    private DevTools(ClientWebSocket socket)
    {
        _socket = socket;
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Told (session, method, parameters) of each event, on the reading thread.</summary>
    public event Action<string, string, JsonObject>? Told;

    /// <summary>Connects.</summary>
    public static async Task<DevTools> ConnectAsync(Uri address)
    {
        var socket = new ClientWebSocket();
        socket.Options.Proxy = null;
        await socket.ConnectAsync(address, CancellationToken.None);
        return new DevTools(socket);
    }

    /// <summary>Calls a method and gives its result.</summary>
    /// <exception cref="InvalidOperationException">The browser refused.</exception>
    public async Task<JsonObject> CallAsync(string method, JsonObject? parameters = null, string? session = null)
    {
        var id = Interlocked.Increment(ref _count);
        var answer = _open[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (session is not null) message["sessionId"] = session;
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
        var reply = await answer.Task.WaitAsync(Patience);
        return reply["error"] is { } error
            ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}")
            : (JsonObject)reply["result"]!;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close) return;
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage) continue;
                var json = (JsonObject)JsonNode.Parse(message.ToArray())!;
                message.SetLength(0);
                if ((int?)json["id"] is { } id) _open[id].TrySetResult(json);
                else Told?.Invoke(json["sessionId"]?.ToString() ?? "", json["method"]!.ToString(), json["params"] as JsonObject ?? []);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException) // the browser has gone
        {
            foreach (var answer in _open.Values) answer.TrySetException(e);
        }
    }
}

using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EvoQuality.Generation.Served;

/// <summary>
/// A chat client for OpenAI-compatible servers that sends every field it is given and keeps every answer of a reply
/// (<see cref="ServedReply"/>, the raw representation of its responses), log-probabilities included: OpenAI's own client hides
/// <c>n</c> (decision 0038). One attempt per request; patience is <see cref="ChatClientPolicy"/>'s.
/// </summary>
/// <remarks>Safe to use from several threads.</remarks>
public sealed class ServedChatClient : IChatClient
{
    private readonly HttpClient _http;
    private readonly ServedEndpoint _endpoint;
    private readonly TimeProvider _time;

    /// <param name="endpoint">Where the model is.</param>
    /// <param name="warnings">Told where the key would travel in the clear.</param>
    /// <param name="time">For dates in <c>Retry-After</c>; null is the system's.</param>
    /// <param name="handler">Makes the connections, and is disposed with this; null is a usual one.</param>
    public ServedChatClient(ServedEndpoint endpoint, IProgress<string> warnings, TimeProvider? time = null, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(warnings);
        (_endpoint, _time) = (endpoint, time ?? TimeProvider.System);
        _http = new HttpClient(handler ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a key goes nowhere else
            UseProxy = !endpoint.Url.IsLoopback,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // the policy's
            MaxResponseContentBufferSize = 64 << 20,
        };
        if (endpoint.Warning is { } warning) warnings.Report(warning);
    }

    /// <summary>One request: the first answer is the message, all of them are in the raw representation.</summary>
    /// <exception cref="ServedException">There is no usable answer; the message says why.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var body = ChatRequestBody.Write(_endpoint.Model, messages, options);
        var reply = await SendAsync(HttpMethod.Post, "chat/completions", body, ServedReply.Parse, cancellationToken).ConfigureAwait(false);
        if (reply.Choices.Count == 0) throw Unreadable("chat/completions", "it holds no choice");
        var first = reply.Choices[0];
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, first.Text))
        {
            ModelId = _endpoint.Model,
            RawRepresentation = reply,
            FinishReason = first.Refused ? ChatFinishReason.ContentFilter : first.Truncated ? ChatFinishReason.Length : ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = reply.PromptTokens, OutputTokenCount = reply.AnswerTokens },
        };
    }

    /// <summary>The same answer, in one piece.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToChatResponseUpdates()) yield return update;
    }

    /// <summary>Names of the models that the server lists.</summary>
    /// <exception cref="ServedException">It gives no list.</exception>
    public Task<IReadOnlyList<string>> ModelsAsync(CancellationToken cancel = default) => SendAsync(HttpMethod.Get, "models", null, ModelNames, cancel);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        return serviceType == typeof(ChatClientMetadata)
            ? new ChatClientMetadata(_endpoint.Server.Name, _endpoint.Url, _endpoint.Model)
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<T> SendAsync<T>(HttpMethod method, string path, byte[]? body, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, $"{_endpoint.Url.AbsoluteUri.TrimEnd('/')}/{path}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        _endpoint.Key?.Sign(request.Headers);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        try
        {
            using var response = await _http.SendAsync(request, cancel).ConfigureAwait(false);
            var content = await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return read(content);
            var (models, refusal) = ((IReadOnlyList<string>)[], new ServerRefusal(_endpoint, response.StatusCode, content));
            if (body is not null && refusal.ConcernsModel) models = await ListedAsync(cancel).ConfigureAwait(false);
            throw refusal.ToException(models, RetryAfter(response.Headers.RetryAfter));
        }
        catch (JsonException e)
        {
            throw Unreadable(path, e.Message, e);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException) // the latter where a connection is reset while it is made
        {
            throw new ServedException(Hide($"{_endpoint.Url}: the connection failed: {e.Message}"), mayPass: true, e);
        }
        catch (IOException e) when (e is not ServedException)
        {
            throw new ServedException(Hide($"{_endpoint.Url}: the connection broke: {e.Message}"), mayPass: true, e);
        }
    }

    /// <summary>The listed models for the text of another error; none where that fails too.</summary>
    private async Task<IReadOnlyList<string>> ListedAsync(CancellationToken cancel)
    {
        try
        {
            return await ModelsAsync(cancel).ConfigureAwait(false);
        }
        catch (ServedException)
        {
            return [];
        }
    }

    private static IReadOnlyList<string> ModelNames(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("data", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(m =>
                m.ValueKind == JsonValueKind.Object && m.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null).OfType<string>()]
            : throw new JsonException("it holds no list of models");
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - _time.GetUtcNow() : null);
        return wait > TimeSpan.Zero ? wait : null;
    }

    private ServedException Unreadable(string path, string why, Exception? inner = null) =>
        new(Hide($"{_endpoint.Url}/{path}: the reply cannot be read: {why}"), mayPass: true, inner);

    private string Hide(string text) => _endpoint.Key?.Hide(text) ?? text;
}

using System.Net;
using System.Text;
using System.Text.Json;

namespace EvoQuality.Generation.Served;

/// <summary>What a reply with an error status means for the person who asked.</summary>
internal sealed class ServerRefusal
{
    private const int MostCharacters = 300;
    private static readonly string[] OfPictures = ["image", "vision", "multimodal", "multi-modal"];
    private static readonly string[] OfAbsence = ["not found", "does not exist", "no such", "unknown model"];
    private static readonly string[] OfFilters = ["content_filter", "content_policy_violation"]; // Azure, OpenAI
    private readonly ServedEndpoint _endpoint;
    private readonly HttpStatusCode _status;
    private readonly string _said;
    private readonly string _code;

    public ServerRefusal(ServedEndpoint endpoint, HttpStatusCode status, byte[] body)
    {
        (_endpoint, _status) = (endpoint, status);
        (var text, _code) = Message(body);
        text = new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        text = endpoint.Key?.Hide(text) ?? text; // before it is cut, lest half a key stay
        _said = text.Length > MostCharacters ? text[..MostCharacters] + "…" : text;
    }

    /// <summary>Whether the server may not know the model.</summary>
    public bool ConcernsModel => _status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest && (Says("model") || Says("pinned")) && !ConcernsPictures && !IsFiltered;

    /// <summary>Whether a filter refused the prompt, which may name pictures or the model in its sentence.</summary>
    private bool IsFiltered => _status == HttpStatusCode.BadRequest && OfFilters.Contains(_code);

    private bool ConcernsPictures => (int)_status is 400 or 415 or 422 && OfPictures.Any(Says) && !IsFiltered;

    /// <param name="models">Models that the server lists.</param>
    /// <param name="retryAfter">How long it asks to be left alone.</param>
    public ServedException ToException(IReadOnlyList<string> models, TimeSpan? retryAfter)
    {
        var spent = _status == HttpStatusCode.TooManyRequests && Says("quota");
        var mayPass = !spent && (_status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)_status >= 500);
        return new ServedException($"{_endpoint.Url}: {Meaning(models)} ({(int)_status}{(_said.Length > 0 ? ": " + _said : "")})", mayPass || ConcernsPictures)
        {
            Status = _status,
            RetryAfter = mayPass ? retryAfter : null,
            OfPictures = ConcernsPictures,
            IsRefusal = IsFiltered,
        };
    }

    /// <summary>A request may be refused for the model's sake, such as for its length, though the server has the model.</summary>
    private bool LacksModel(IReadOnlyList<string> models) =>
        ConcernsModel && ((models.Count > 0 && !models.Contains(_endpoint.Model)) || OfAbsence.Any(Says));

    private string Meaning(IReadOnlyList<string> models) => _status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when _endpoint.Key is { } key => $"the server does not accept {key}",
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "the server wants a key, and none was given; name the environment variable that holds it",
        _ when IsFiltered => "the server's filter refused the prompt",
        _ when ConcernsPictures =>
            "the server does not take the pictures: expected a model that sees, with as many pictures per prompt as are sent (vLLM: --limit-mm-per-prompt)",
        _ when LacksModel(models) => $"the server does not know the model '{_endpoint.Model}'" + (models.Count > 0 ? $"; it lists {string.Join(", ", models)}" : ""),
        HttpStatusCode.NotFound when !ConcernsModel => "there is no chat/completions below this address; it usually ends in /v1",
        HttpStatusCode.RequestEntityTooLarge => "the pictures of one request are too large for the server; resize them first",
        HttpStatusCode.TooManyRequests when Says("quota") => "the account's quota is spent",
        HttpStatusCode.TooManyRequests => "the server has too many requests",
        _ when (int)_status >= 500 => "the server failed",
        _ when (int)_status is >= 300 and < 400 => "the server redirects, which is not followed with a key; give the address it redirects to",
        _ => "the server does not take the request",
    };

    private bool Says(string word) => _said.Contains(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The text of an error as vLLM, OpenAI, FastAPI and Ollama wrap it, else the body; and its code, where that is a word.</summary>
    private static (string Text, string Code) Message(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var (element, code) = (document.RootElement, "");
            foreach (var name in new[] { "error", "message", "detail" })
            {
                if (element.ValueKind != JsonValueKind.Object) break;
                if (element.TryGetProperty("code", out var word) && word.ValueKind == JsonValueKind.String) code = word.GetString()!;
                if (element.TryGetProperty(name, out var inner)) element = inner;
            }

            return (element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText(), code);
        }
        catch (JsonException)
        {
            return (Encoding.UTF8.GetString(body), "");
        }
    }
}

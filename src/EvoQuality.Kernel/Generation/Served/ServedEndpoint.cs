namespace EvoQuality.Generation.Served;

/// <summary>A model behind an OpenAI-compatible server.</summary>
/// <param name="Url">Up to and including the version, such as <c>http://127.0.0.1:8000/v1</c>.</param>
/// <param name="Model">The model's name there.</param>
/// <param name="Server">What the server takes.</param>
/// <param name="Key">Its key; null where it wants none.</param>
public sealed record ServedEndpoint(Uri Url, string Model, ServerAbilities Server, ApiKey? Key = null)
{
    /// <summary>Reads an address as people type it.</summary>
    /// <exception cref="ArgumentException">It is not an absolute http or https address.</exception>
    public static Uri ParseUrl(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new ArgumentException($"'{text}' is no address of a server; expected something like http://127.0.0.1:8000/v1.");
        if (url.UserInfo.Length > 0) throw new ArgumentException($"The address of {url.Host} holds a name or password; put the key into an environment variable instead.");
        return url.Query.Length + url.Fragment.Length == 0
            ? url
            : throw new ArgumentException($"The address of {url.Host} holds something after a ? or #, which no request would carry; a key belongs into an environment variable.");
    }

    /// <summary>A sentence to warn with where the key would travel in the clear; null where it does not.</summary>
    public string? Warning => Key is not null && Url.Scheme != "https" && !Url.IsLoopback
        ? $"{Key.Name} is sent to {Url.Host} without TLS: whoever carries the request can read the key. Use an https address."
        : null;
}

using System.Net.Http.Headers;

namespace EvoQuality.Generation.Served;

/// <summary>A server's key. It is sent and nothing else: no text of this type, and no error made with its help, contains it.</summary>
public sealed class ApiKey
{
    private const string Hidden = "(key)";
    private readonly string _secret;

    /// <param name="secret">The key.</param>
    /// <param name="name">What errors call it, such as the environment variable that it came from.</param>
    public ApiKey(string secret, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(secret);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (secret.Any(c => c is < '!' or > '~'))
            throw new ArgumentException($"The key in {name} holds a blank, a line break or a character beyond ASCII, which no request can carry.");
        (_secret, Name) = (secret, name);
    }

    /// <summary>What errors call it.</summary>
    public string Name { get; }

    /// <summary>The key that an environment variable holds.</summary>
    /// <exception cref="ArgumentException">It is not set.</exception>
    public static ApiKey FromVariable(string variable)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(variable);
        return Environment.GetEnvironmentVariable(variable)?.Trim() is { Length: > 0 } secret
            ? new ApiKey(secret, variable)
            : throw new ArgumentException($"The environment variable {variable}, which should hold the server's key, is not set.");
    }

    /// <summary>Puts the key on a request.</summary>
    internal void Sign(HttpRequestHeaders headers) => headers.Authorization = new AuthenticationHeaderValue("Bearer", _secret);

    /// <summary>A text of the server's without the key, should it repeat it.</summary>
    internal string Hide(string text) => text.Replace(_secret, Hidden, StringComparison.Ordinal);

    /// <summary>Not the key.</summary>
    public override string ToString() => $"the key in {Name}";
}

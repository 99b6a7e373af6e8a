using System.Net;

namespace EvoQuality.Generation.Served;

/// <summary>A request that a server did not answer as asked, in a sentence for a person.</summary>
public sealed class ServedException : IOException
{
    /// <param name="message">What was expected and what was found. Without keys.</param>
    /// <param name="mayPass">See <see cref="MayPass"/>.</param>
    /// <param name="inner">What was caught.</param>
    public ServedException(string message, bool mayPass, Exception? inner = null)
        : base(message, inner) => MayPass = mayPass;

    /// <summary>Whether the same request may succeed another time.</summary>
    public bool MayPass { get; }

    /// <summary>The status of the reply; null where there was none.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>How long the server asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether a filter of the server refused this prompt: every answer to it is an abstention.</summary>
    public bool IsRefusal { get; init; }

    /// <summary>Whether it concerns the pictures of a request, which a damaged request does too: believed the fourth time.</summary>
    public bool OfPictures { get; init; }
}

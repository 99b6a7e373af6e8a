namespace EvoQuality.Kernel.Tests;

/// <summary>What a <see cref="FaultProxy"/> does to a request or its reply.</summary>
internal enum Fault
{
    None,

    /// <summary>The reply does not come; the client's time limit ends.</summary>
    Delay,

    /// <summary>The connection is reset in the middle of the reply's body.</summary>
    Reset,

    /// <summary>429 with Retry-After.</summary>
    TooMany,

    /// <summary>503.</summary>
    Unavailable,

    /// <summary>Half of the JSON, said to be all.</summary>
    Malformed,

    /// <summary>A picture of the request gets lost on its way.</summary>
    WrongPictures,

    /// <summary>The reply comes twice on the same connection.</summary>
    Duplicated,

    /// <summary>The reply holds its answers twice.</summary>
    DoubledAnswers,

    /// <summary>The server dies: every connection is reset, old ones and new ones, until it is back.</summary>
    Death,
}

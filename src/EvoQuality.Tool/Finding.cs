namespace EvoQuality.Tool;

/// <summary>How a check of the machine went.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Works, with something to know.</summary>
    Note,

    /// <summary>The kit cannot work like this.</summary>
    Bad,
}

/// <summary>What <c>doctor</c> found about one thing.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Verdict">How it is.</param>
/// <param name="Found">What is there.</param>
/// <param name="Remedy">What to do about it; empty where nothing is to be done.</param>
internal sealed record Finding(string Name, Verdict Verdict, string Found, string Remedy = "");

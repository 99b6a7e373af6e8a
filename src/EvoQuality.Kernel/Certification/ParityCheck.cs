namespace EvoQuality.Certification;

/// <summary>One line of a certificate.</summary>
/// <param name="Name">What was compared.</param>
/// <param name="Measure">How the difference is counted.</param>
/// <param name="Difference">What was found.</param>
/// <param name="Tolerance">What is accepted.</param>
public sealed record ParityCheck(string Name, string Measure, double Difference, double Tolerance)
{
    /// <summary>Whether the difference is accepted; one that is not a number never is.</summary>
    public bool Passed => Difference <= Tolerance;
}

/// <summary>The accepted differences and where they come from.</summary>
public static class ParityTolerances
{
    /// <summary>A normalised pixel: rounding of one fp32 operation; one grey level would be 0.014.</summary>
    public const double Pixel = 1e-5;

    /// <summary>fp32 image vectors, relative to the largest number among them: sums in another order.</summary>
    public const double Feature = 1e-4;

    /// <summary>fp32 logits: sums in another order.</summary>
    public const double Logit = 1e-4;

    /// <summary>fp32: two best logits closer than twice <see cref="Logit"/> may be taken either way.</summary>
    public const double Tie = 2 * Logit;

    /// <summary>
    /// bf16: our root-mean-square distance from transformers' fp32 numbers divided by transformers' own in bf16. Two
    /// equally good roundings differ by chance by a few per cent.
    /// </summary>
    public const double Bf16Ratio = 1.1;
}

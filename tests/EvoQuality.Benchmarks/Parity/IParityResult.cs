namespace EvoQuality.Benchmarks.Parity;

/// <summary>What a comparison with the reference found; printed as one line of JSON.</summary>
public interface IParityResult
{
    /// <summary>Whether everything compared is within its tolerance.</summary>
    bool Passed { get; }
}

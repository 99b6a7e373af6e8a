using EvoQuality.Generation;

namespace EvoQuality.Grpo;

/// <summary>Lengths of a step's completions in tokens, the ending one included; TRL's completions/*.</summary>
/// <param name="MeanLength">Mean over all.</param>
/// <param name="MinLength">Shortest.</param>
/// <param name="MaxLength">Longest.</param>
/// <param name="ClippedRatio">Share that ran into the token limit, 0..1: the truncation rate.</param>
/// <param name="MeanTerminatedLength">Mean over those that ended by themselves; 0 without any, as TRL has it.</param>
/// <param name="MinTerminatedLength">Shortest of them.</param>
/// <param name="MaxTerminatedLength">Longest of them.</param>
public sealed record CompletionFigures(
    double MeanLength, int MinLength, int MaxLength, double ClippedRatio,
    double MeanTerminatedLength, int MinTerminatedLength, int MaxTerminatedLength)
{
    /// <summary>Counts completions, one or more.</summary>
    public static CompletionFigures Of(IEnumerable<Completion> completions)
    {
        Completion[] all = [.. completions];
        if (all.Length == 0) throw new ArgumentException("Expected one completion or more, found none.", nameof(completions));
        int[] lengths = [.. all.Select(c => c.TokenIds.Count)];
        int[] ended = [.. all.Where(c => !c.Truncated).Select(c => c.TokenIds.Count).DefaultIfEmpty(0)];
        return new CompletionFigures(
            lengths.Average(), lengths.Min(), lengths.Max(), all.Count(c => c.Truncated) / (double)all.Length,
            ended.Average(), ended.Min(), ended.Max());
    }
}

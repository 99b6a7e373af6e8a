using EvoQuality.Generation;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>Some prompts of a GRPO batch with all their completions; it owns its tensors.</summary>
/// <param name="Prompts">Consecutive prompts of the batch.</param>
/// <param name="Sampled">Theirs, as they were sampled.</param>
/// <param name="Completions">The same, padded to the longest among them.</param>
/// <param name="Advantages">(S) fp32.</param>
internal sealed record GrpoMicroBatch(
    IReadOnlyList<Prompt> Prompts, IReadOnlyList<IReadOnlyList<Completion>> Sampled, CompletionBatch Completions, Tensor Advantages) : IDisposable
{
    /// <summary>(S, L) nats under the reference policy, no graph.</summary>
    public Tensor? ReferenceLogProbs { get; set; }

    /// <summary>(S, L) nats under the policy that sampled: what the first update computed, without its graph.</summary>
    public Tensor? OldLogProbs { get; set; }

    /// <summary>Rows (of S) whose loss is not finite.</summary>
    public IReadOnlyList<int> NotFinite { get; set; } = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        Completions.Dispose();
        Advantages.Dispose();
        ReferenceLogProbs?.Dispose();
        OldLogProbs?.Dispose();
    }
}

using EvoQuality.Generation;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>Some prompts of a GRPO batch with all their completions. Its tensors belong to the step's scope.</summary>
/// <param name="Prompts">Consecutive prompts of the batch.</param>
/// <param name="Sampled">Theirs, as they were sampled.</param>
/// <param name="Completions">The same, padded to the longest among them.</param>
/// <param name="Advantages">(S) fp32.</param>
/// <param name="ReferenceLogProbs">(S, L) nats, no graph.</param>
internal sealed record GrpoMicroBatch(
    IReadOnlyList<Prompt> Prompts, IReadOnlyList<IReadOnlyList<Completion>> Sampled, CompletionBatch Completions, Tensor Advantages, Tensor ReferenceLogProbs)
{
    /// <summary>(S, L) nats under the policy that sampled: what the first update computed, without its graph.</summary>
    public Tensor? OldLogProbs { get; set; }
}

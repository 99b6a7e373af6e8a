using EvoQuality.Generation;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>Some prompts of a GRPO batch with all their completions. Its tensors belong to the step's scope.</summary>
/// <param name="Prompts">Consecutive prompts of the batch.</param>
/// <param name="Completions">Theirs, padded to the longest among them.</param>
/// <param name="Advantages">(S) fp32.</param>
/// <param name="ReferenceLogProbs">(S, L) nats, no graph.</param>
internal sealed record GrpoMicroBatch(IReadOnlyList<Prompt> Prompts, CompletionBatch Completions, Tensor Advantages, Tensor ReferenceLogProbs)
{
    /// <summary>(S, L) nats under the policy that sampled: what the first update computed, without its graph.</summary>
    public Tensor? OldLogProbs { get; set; }

    /// <summary>S.</summary>
    public long Rows => Completions.Ids.shape[0];

    /// <summary>Completion tokens.</summary>
    public long Tokens => Rows + Completions.LaterPlaces.Length;
}

using TorchSharp;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL.Decoding;

/// <summary>
/// One more token for each branch. Its rows are short, and a call of torch costs more than what it computes; so on a CPU in
/// fp32 norms, rotation, own tokens and softmax are managed code over the rows in place (decision 0049).
/// </summary>
internal static class DecodingStep
{
    /// <summary>Whether a pass is such a step.</summary>
    /// <param name="hidden">(S, L, D), the input of a layer.</param>
    /// <param name="branches">Where the branches' keys and values are; null in passes that are no step.</param>
    /// <param name="scores">Scores of a layer: branches times heads times the prompts' length. A span holds 2 GiB of them.</param>
    public static bool Is(Tensor hidden, BranchCache? branches, long scores) =>
        branches is { FitsSpans: true } && scores <= int.MaxValue / sizeof(float) && hidden.shape[1] == 1
        && hidden.device.type == DeviceType.CPU && hidden.dtype == ScalarType.Float32 && !is_grad_enabled();
}

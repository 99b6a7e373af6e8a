using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>A pass over one prompt, step by step: what every layer gives, for looking and for finding where two models part.</summary>
public static class ForwardTrace
{
    /// <summary>Reads the prompt, its images anew, and scores every position.</summary>
    /// <param name="policy">Its weights and caches stay as they are.</param>
    /// <param name="prompt">One or more images and the question.</param>
    /// <returns>From the patches to the logits, in the order of computing; vision blocks in window order.</returns>
    public static IReadOnlyList<TraceStep> Of(QwenPolicy policy, Prompt prompt)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentOutOfRangeException.ThrowIfLessThan(prompt.Images.Count, 1, nameof(prompt));
        using var none = inference_mode();
        using var scope = NewDisposeScope();
        var (model, steps) = (policy.Model, new List<TraceStep>());
        var watching = model.Observer;
        model.Observer = (name, value) => steps.Add(Step(name, Letters(name), value));
        try
        {
            var input = policy.Tokenize([prompt])[0];
            var patches = policy.Images.Patches(prompt.Images); // (P, C*y*x)
            steps.Add(Step("patches", "(P, C*y*x)", patches));
            var images = model.EncodeImages(patches, input.Grids); // (P / merge unit, D)
            var batch = PromptBatch.Create([input], model.Config, model.Device);
            steps.Add(new TraceStep("token ids", "(B, L)", batch.Ids.shape, null));
            steps.Add(new TraceStep("positions", "(3, B, L)", batch.Positions.shape, null));
            _ = model.Logits(model.ReadPrompts(batch, images, everyPosition: true).Hidden); // (B, L, V)
            return steps;
        }
        finally
        {
            model.Observer = watching;
        }
    }

    private static string Letters(string layer) => layer switch
    {
        "visual.merger" => "(P/4, D)",
        "lm_head" => "(B, L, V)",
        _ => layer.StartsWith("visual", StringComparison.Ordinal) ? "(P, D of the tower)" : "(B, L, D)",
    };

    private static TraceStep Step(string name, string letters, Tensor value)
    {
        using var scope = NewDisposeScope();
        return new TraceStep(name, letters, value.shape, value.to_type(ScalarType.Float32).square().mean().sqrt().item<float>());
    }
}

using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>
/// Log-probabilities of given completions. A prompt with its images is computed once for its G completions, forward and
/// (with gradients on) backward; logits are made at completion positions only.
/// </summary>
public static class CompletionLogProbs
{
    /// <summary>
    /// Encodes the prompts' images anew, so that gradients reach the vision tower, and scores the completions. Where the tower is
    /// frozen, images encoded earlier are used.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="prompts">B prompts; an image that occurs in several is encoded once.</param>
    /// <param name="completions">G completions each.</param>
    /// <param name="temperature">Divides the logits; above 0.</param>
    /// <returns>(S, L) nats; where the mask is 0 the values mean nothing.</returns>
    public static Tensor Compute(QwenPolicy policy, IReadOnlyList<Prompt> prompts, CompletionBatch completions, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(prompts);
        using var scope = NewDisposeScope();
        if (!policy.TrainsVision) return OfFeatures(policy, prompts, policy.CachedFeatures(prompts).clone(), completions, temperature).MoveToOuterDisposeScope();
        IqaImage[] images = [.. prompts.SelectMany(p => p.Images).Distinct()];
        var place = images.Index().ToDictionary(p => p.Item, p => p.Index);
        var encoded = VisionFeatures.Encode(policy.Model, policy.Images, images);
        var features = cat([.. prompts.SelectMany(p => p.Images).Select(i => encoded[place[i]])], 0);
        return OfFeatures(policy, prompts, features, completions, temperature).MoveToOuterDisposeScope();
    }

    /// <summary>The same from encoded images kept from earlier (no gradient into the vision tower): for a frozen reference policy.</summary>
    public static Tensor ComputeFrozen(QwenPolicy policy, IReadOnlyList<Prompt> prompts, CompletionBatch completions, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(prompts);
        using var none = no_grad();
        using var scope = NewDisposeScope();
        return OfFeatures(policy, prompts, policy.CachedFeatures(prompts), completions, temperature).MoveToOuterDisposeScope();
    }

    /// <param name="policy">The policy.</param>
    /// <param name="prompts">B prompts.</param>
    /// <param name="features">(cells, D): vectors of the prompts' images in order.</param>
    /// <param name="completions">G completions each.</param>
    /// <param name="temperature">Divides the logits; above 0.</param>
    internal static Tensor OfFeatures(
        QwenPolicy policy, IReadOnlyList<Prompt> prompts, Tensor features, CompletionBatch completions, double temperature)
    {
        using var scope = NewDisposeScope();
        var batch = PromptBatch.Create(policy.Tokenize(prompts), policy.Model.Config, policy.Model.Device);
        return OfBatch(policy.Model, batch, features, policy.Banned, completions, temperature).MoveToOuterDisposeScope();
    }

    /// <param name="model">The model.</param>
    /// <param name="batch">B prompts.</param>
    /// <param name="features">(cells, D): vectors of the prompts' images in order.</param>
    /// <param name="banned">(V) bool, true for tokens that are never emitted.</param>
    /// <param name="completions">G completions each.</param>
    /// <param name="temperature">Divides the logits; above 0.</param>
    internal static Tensor OfBatch(
        Qwen25VLModel model, PromptBatch batch, Tensor features, Tensor banned, CompletionBatch completions, double temperature)
    {
        ArgumentNullException.ThrowIfNull(completions);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        var prompts = batch.NextPositions.Length;
        TensorShape.Expect(completions.Ids, nameof(completions), "(S, L)", (long)prompts * completions.PerPrompt, -1);
        using var scope = NewDisposeScope();
        var pass = model.ReadPrompts(batch, features);
        Tensor Logits(Tensor hidden) => model.Logits(hidden).masked_fill(banned, FixedScalars.NegativeInfinity);

        // The first token of every completion is predicted by its prompt's last position: one row per prompt, G choices.
        var ids = completions.Ids; // (S, L)
        var firstIds = ids.select(1, 0).view(prompts, completions.PerPrompt); // (B, G)
        var firstLogits = Logits(pass.Hidden.select(1, -1)).unsqueeze(1).expand(-1, completions.PerPrompt, -1); // (B, G, V)
        var first = TokenSampler.LogProbs(firstLogits, firstIds, temperature).view(-1, 1); // (S, 1)
        var length = ids.shape[1];
        if (length == 1) return first.MoveToOuterDisposeScope();

        var hidden = model.ContinueBranches(ids.narrow(1, 0, length - 1), pass.Cache); // (S, L-1, D)
        var rest = TokenSampler.LogProbs(Logits(hidden), ids.narrow(1, 1, length - 1), temperature); // (S, L-1)
        return cat([first, rest], 1).MoveToOuterDisposeScope();
    }
}

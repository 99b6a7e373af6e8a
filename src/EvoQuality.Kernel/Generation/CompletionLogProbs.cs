using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>
/// Log-probabilities of given completions, with the entropies beside them. A prompt with its images is computed once for its G
/// completions, forward and (with gradients on) backward; logits are made at the completions' own positions only, a chunk
/// of them at a time.
/// </summary>
public static class CompletionLogProbs
{
    /// <summary>One graph with everything in it, for losses that are made of several passes.</summary>
    private static readonly TrainingMemory Whole = new() { LogitBudget = long.MaxValue };

    /// <summary>
    /// Encodes the prompts' images anew, so that gradients reach the vision tower, and scores the completions. Where the tower is
    /// frozen, images encoded earlier are used.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="prompts">B prompts; an image that occurs in several is encoded once.</param>
    /// <param name="completions">G completions each.</param>
    /// <param name="temperature">Divides the logits; above 0.</param>
    /// <param name="memory">What is kept for the backward pass; null is the default. Its budget is not looked at.</param>
    /// <returns>Values with what leads back to the parameters; the caller disposes them.</returns>
    public static TokenScores Compute(
        QwenPolicy policy, IReadOnlyList<Prompt> prompts, CompletionBatch completions, double temperature = 1, TrainingMemory? memory = null) =>
        Compute(policy, policy?.Model!, prompts, completions, temperature, memory);

    /// <summary>The same with gradients that reach a replica of the policy's model.</summary>
    internal static TokenScores Compute(
        QwenPolicy policy, Qwen25VLModel model, IReadOnlyList<Prompt> prompts, CompletionBatch completions, double temperature, TrainingMemory? memory)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(prompts);
        memory ??= new TrainingMemory();
        using var scope = NewDisposeScope();
        return Recorded(tape =>
        {
            var features = Features(policy, model, prompts, memory.Checkpointing == Checkpointing.Layers ? tape : null);
            var batch = PromptBatch.Create(policy.Tokenize(prompts), model.Config, model.Device);
            return OfBatch(model, batch, features, policy.Banned, completions, temperature, memory, tape);
        }).MoveToOuterDisposeScope();
    }

    /// <summary>The same from encoded images kept from earlier (no gradient at all): for a frozen reference policy.</summary>
    public static TokenScores ComputeFrozen(
        QwenPolicy policy, IReadOnlyList<Prompt> prompts, CompletionBatch completions, double temperature = 1, TrainingMemory? memory = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(prompts);
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var batch = PromptBatch.Create(policy.Tokenize(prompts), policy.Model.Config, policy.Model.Device);
        var features = prompts.Any(p => p.Images.Count > 0) ? policy.CachedFeatures(prompts) : null;
        return OfBatch(policy.Model, batch, features, policy.Banned, completions, temperature, memory ?? new TrainingMemory(), null).MoveToOuterDisposeScope();
    }

    /// <summary>Log-probabilities with an ordinary graph, which may be joined with others'.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="prompts">B prompts.</param>
    /// <param name="features">(cells, D): vectors of the prompts' images in order.</param>
    /// <param name="completions">G completions each.</param>
    /// <param name="temperature">Divides the logits; above 0.</param>
    /// <returns>(S, L) nats.</returns>
    internal static Tensor OfFeatures(
        QwenPolicy policy, IReadOnlyList<Prompt> prompts, Tensor features, CompletionBatch completions, double temperature)
    {
        using var scope = NewDisposeScope();
        var batch = PromptBatch.Create(policy.Tokenize(prompts), policy.Model.Config, policy.Model.Device);
        return OfBatch(policy.Model, batch, features, policy.Banned, completions, temperature, Whole, null).LogProbs.MoveToOuterDisposeScope();
    }

    /// <summary>Runs a computation with a tape where gradients are on; a computation that fails leaves nothing behind.</summary>
    internal static TokenScores Recorded(Func<RecomputeTape?, TokenScores> compute)
    {
        var tape = is_grad_enabled() ? new RecomputeTape() : null;
        try
        {
            return compute(tape);
        }
        catch
        {
            tape?.Dispose();
            throw;
        }
    }

    /// <param name="model">The model.</param>
    /// <param name="batch">B prompts.</param>
    /// <param name="features">(cells, D): vectors of the prompts' images in order; of the tape where layers are recorded.</param>
    /// <param name="banned">(V) bool, true for tokens that are never emitted.</param>
    /// <param name="completions">G completions each.</param>
    /// <param name="temperature">Divides the logits; above 0.</param>
    /// <param name="memory">What is kept.</param>
    /// <param name="tape">Records what is not kept; null where nothing is learnt, or one graph is wanted.</param>
    internal static TokenScores OfBatch(
        Qwen25VLModel model, PromptBatch batch, Tensor? features, Tensor banned, CompletionBatch completions, double temperature,
        TrainingMemory memory, RecomputeTape? tape)
    {
        ArgumentNullException.ThrowIfNull(completions);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        var (prompts, group) = (batch.NextPositions.Length, completions.PerPrompt);
        TensorShape.Expect(completions.Ids, nameof(completions), "(S, L)", (long)prompts * group, -1);
        using var scope = NewDisposeScope();
        var layers = memory.Checkpointing == Checkpointing.Layers ? tape : null;
        var pass = model.ReadPrompts(batch, features, everyPosition: false, layers);

        // The first token of every completion is predicted by its prompt's last position: one row per prompt, G choices.
        var ids = completions.Ids; // (S, L)
        var (rows, later) = (ids.shape[0], ids.shape[1] - 1);
        var hidden = new List<Tensor> { pass.Hidden.select(1, -1) }; // (B, D)
        var chosen = new List<Tensor> { ids.select(1, 0).view(prompts, group) }; // (B, G)
        var places = tensor(completions.LaterPlaces, device: ids.device); // (N)
        if (later > 0)
        {
            var continued = model.ContinueBranches(ids.narrow(1, 0, later), pass.Cache, null, layers); // (S, L-1, D)
            hidden.Add(continued.flatten(0, 1).index_select(0, places)); // (N, D)
            chosen.Add(ids.narrow(1, 1, later).flatten().index_select(0, places).unsqueeze(1)); // (N, 1)
        }

        var vocabulary = new ChosenTokens(model, banned, temperature, memory.LogitBudget);
        var (logProbs, entropy) = vocabulary.Score(hidden, chosen, tape);
        var firstEntropy = entropy[0].unsqueeze(1).expand(-1, group).reshape(-1, 1); // (S, 1)
        Tensor Laid(Tensor first, Tensor? rest) => rest is null
            ? first
            : cat([first, zeros(rows * later, device: ids.device).index_copy(0, places, rest).view(rows, later)], 1);
        return new TokenScores(
            Laid(logProbs[0].view(-1, 1), later > 0 ? logProbs[1].squeeze(1) : null),
            Laid(firstEntropy, later > 0 ? entropy[1] : null),
            tape).MoveToOuterDisposeScope();
    }

    /// <summary>Vectors of the prompts' images in order, (cells, D), every image encoded once.</summary>
    private static Tensor? Features(QwenPolicy policy, Qwen25VLModel model, IReadOnlyList<Prompt> prompts, RecomputeTape? layers)
    {
        IqaImage[] wanted = [.. prompts.SelectMany(p => p.Images)];
        if (wanted.Length == 0) return null;
        if (!policy.TrainsVision) return layers.Held(policy.CachedFeatures(prompts).clone()); // those of the cache know no gradient at all
        IqaImage[] images = [.. wanted.Distinct()];
        var encoded = VisionFeatures.EncodeJoined(model, policy.Images, images, layers, out var cells);
        if (images.Length == wanted.Length) return encoded;
        var place = images.Index().ToDictionary(p => p.Item, p => p.Index);
        return layers.Through(() =>
        {
            var parts = encoded.split(cells, 0);
            return [cat([.. wanted.Select(i => parts[place[i]])], 0)];
        })[0];
    }
}

using EvoQuality.Foundations;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>
/// Generates the branches of prompts that have been read: one step per token, the prompt's keys and values shared. Rows
/// that have ended leave the batch. The rows of a prompt that is alone are shared out among workers (decision 0048).
/// </summary>
internal static class BranchDecoder
{
    private const int RowsOfAWorker = 16; // with fewer, each product reads all weights for too little

    /// <param name="model">The model that read the prompts.</param>
    /// <param name="pass">B prompts.</param>
    /// <param name="uniforms">(B*G, tokens) fp64 in [0, 1): the draw of each row and step; its width is the token limit.</param>
    /// <param name="options">Temperature, top-k, top-p.</param>
    /// <param name="stops">Tokens that end a row.</param>
    /// <param name="banned">(V) bool, true for tokens that are never emitted; null bans none.</param>
    /// <returns>B*G rows of ids, each up to and including the ending token; a row without it was truncated.</returns>
    public static List<int>[] Decode(
        Qwen25VLModel model, PromptPass pass, Tensor uniforms, SamplingOptions options, IReadOnlySet<int> stops, Tensor? banned)
    {
        var rows = (int)uniforms.shape[0];
        var parts = pass.Cache.Count == 1 ? Math.Clamp(rows / RowsOfAWorker, 1, Workers.For(model.Device)) : 1;
        var answers = new List<int>[parts][];
        Workers.Share(rows, parts, (part, first, count) =>
        {
            using var mine = uniforms.narrow(0, first, count);
            answers[part] = DecodeRows(model, pass, mine, options, stops, banned);
        });
        return [.. answers.SelectMany(a => a)];
    }

    private static List<int>[] DecodeRows(
        Qwen25VLModel model, PromptPass pass, Tensor uniforms, SamplingOptions options, IReadOnlySet<int> stops, Tensor? banned)
    {
        using var none = inference_mode();
        using var scope = NewDisposeScope();
        var limit = (int)uniforms.shape[1];
        var prompts = pass.Cache;
        var grid = new BranchGrid(prompts.Count, (int)uniforms.shape[0] / prompts.Count);
        var answers = grid.Rows.Select(_ => new List<int>()).ToArray();
        using var branches = model.NewBranches(answers.Length, limit - 1); // the last token is not read again
        var logits = FirstLogits(model, pass, grid.PerPrompt, banned); // (S, V)
        for (var step = 0; ; step++)
        {
            var ids = Draw(logits, uniforms, step, options); // (S)
            logits.Dispose();
            var drawn = Values(ids);
            for (var slot = 0; slot < drawn.Length; slot++)
            {
                if (grid.Ended(slot)) continue;
                answers[grid.Rows[slot]].Add((int)drawn[slot]);
                if (stops.Contains((int)drawn[slot])) grid.End(slot);
            }

            if (step + 1 == limit || grid.AllEnded) return answers;
            if (grid.Shrink() is { } left)
            {
                using var slots = tensor([.. left.Slots.Select(s => (long)s)], device: model.Device);
                branches.Keep(slots);
                using var all = ids;
                (ids, uniforms) = (all.index_select(0, slots), uniforms.index_select(0, slots));
                if (left.Prompts.Length < prompts.Count) prompts = prompts.Keep(left.Prompts);
            }

            logits = NextLogits(model, ids, prompts, branches, banned);
            ids.Dispose(); // a few bytes that stay would keep the memory about them from being used again
        }
    }

    private static long[] Values(Tensor ids)
    {
        using var here = ids.cpu();
        return here.data<long>().ToArray();
    }

    private static Tensor FirstLogits(Qwen25VLModel model, PromptPass pass, int perPrompt, Tensor? banned)
    {
        using var scope = NewDisposeScope();
        var logits = Allowed(model, pass.Hidden.select(1, -1), banned); // (B, V)
        return logits.unsqueeze(1).expand(-1, perPrompt, -1).flatten(0, 1).MoveToOuterDisposeScope();
    }

    private static Tensor NextLogits(Qwen25VLModel model, Tensor ids, PromptCache prompts, BranchCache branches, Tensor? banned)
    {
        using var scope = NewDisposeScope();
        var hidden = model.ContinueBranches(ids.unsqueeze(1), prompts, branches); // (S, 1, D)
        return Allowed(model, hidden.squeeze(1), banned).MoveToOuterDisposeScope();
    }

    private static Tensor Allowed(Qwen25VLModel model, Tensor hidden, Tensor? banned)
    {
        var logits = model.Logits(hidden);
        return banned is null ? logits : logits.masked_fill_(banned, FixedScalars.NegativeInfinity);
    }

    private static Tensor Draw(Tensor logits, Tensor uniforms, int step, SamplingOptions options)
    {
        using var draw = uniforms.select(1, step);
        return TokenSampler.Draw(logits, draw, options);
    }
}

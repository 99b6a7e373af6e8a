using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>Generates the branches of prompts that have been read: one step per token, the prompt's keys and values shared.</summary>
internal static class BranchDecoder
{
    /// <param name="model">The model that read the prompts.</param>
    /// <param name="pass">B prompts.</param>
    /// <param name="uniforms">(B*G, tokens) fp64 in [0, 1): the draw of each row and step; its width is the token limit.</param>
    /// <param name="temperature">0 takes the likeliest token.</param>
    /// <param name="banned">(V) bool, true for tokens that are never emitted; null bans none.</param>
    /// <returns>B*G rows of ids, each up to and including the ending token; a row without it was truncated.</returns>
    public static List<int>[] Decode(Qwen25VLModel model, PromptPass pass, Tensor uniforms, double temperature, Tensor? banned)
    {
        using var none = inference_mode();
        using var scope = NewDisposeScope();
        var (rows, limit) = ((int)uniforms.shape[0], (int)uniforms.shape[1]);
        var perPrompt = rows / pass.Cache.Count;
        var answers = Enumerable.Range(0, rows).Select(_ => new List<int>()).ToArray();
        var ended = new bool[rows];
        using var branches = model.NewBranches(rows, limit);
        var first = model.Logits(pass.Hidden.select(1, -1)); // (B, V)
        var logits = first.unsqueeze(1).expand(-1, perPrompt, -1).reshape(rows, -1); // (S, V)
        for (var step = 0; ; step++)
        {
            using var inner = NewDisposeScope();
            if (banned is not null) logits = logits.masked_fill(banned, float.NegativeInfinity);
            var ids = TokenSampler.Draw(logits, uniforms.select(1, step), temperature); // (S)
            var drawn = ids.data<long>().ToArray();
            for (var s = 0; s < rows; s++)
            {
                if (ended[s]) continue;
                answers[s].Add((int)drawn[s]);
                ended[s] = drawn[s] == model.Config.EosTokenId;
            }

            if (step + 1 == limit || Array.TrueForAll(ended, e => e)) return answers;
            var hidden = model.ContinueBranches(ids.unsqueeze(1), pass.Cache, branches); // (S, 1, D)
            logits = model.Logits(hidden.squeeze(1)).MoveToOuterDisposeScope();
        }
    }
}

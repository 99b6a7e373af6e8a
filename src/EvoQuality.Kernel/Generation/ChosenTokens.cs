using EvoQuality.Foundations;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>
/// Log-probabilities of chosen tokens and the entropy of the distributions they come from, without logits of all rows at once:
/// rows that do not fit a budget are cut into chunks, and backward a chunk's logits are made again.
/// </summary>
/// <param name="model">Its output layer makes the logits.</param>
/// <param name="banned">(V) bool, true for tokens that are never emitted.</param>
/// <param name="temperature">Divides the logits; above 0.</param>
/// <param name="budget">Bytes of logits and their copies at once.</param>
internal sealed class ChosenTokens(Qwen25VLModel model, Tensor banned, double temperature, long budget)
{
    private const int Copies = 4; // logits, the gradients of chosen and normaliser, and one while these are made
    private const int Rows = 0, Vocabulary = -1;

    /// <summary>Rows whose logits fit the budget; at least one.</summary>
    public long RowsAtOnce { get; } = Math.Max(1, budget / (Copies * sizeof(float) * (long)model.Config.Text.VocabularySize));

    /// <summary>Scores tables of rows.</summary>
    /// <param name="hidden">(R, D) each, after the final norm.</param>
    /// <param name="ids">(R, C) int64 each: C tokens are looked up in each row's distribution.</param>
    /// <param name="tape">Records chunks, where there are several; null computes them all as they are.</param>
    /// <returns>(R, C) and, without a gradient, (R) nats each; the caller's scope owns them.</returns>
    public (Tensor[] LogProbs, Tensor[] Entropy) Score(IReadOnlyList<Tensor> hidden, IReadOnlyList<Tensor> ids, RecomputeTape? tape)
    {
        using var scope = NewDisposeScope();
        Tensor[][] parts = [.. hidden.Select(h => h.split(RowsAtOnce, dim: Rows))];
        if (parts.All(p => p.Length == 1)) tape = null; // nothing is saved by computing it twice
        if (tape is not null)
        {
            var leaves = new Queue<Tensor>(tape.Join([.. parts.SelectMany(p => p)]));
            parts = [.. parts.Select(p => p.Select(_ => leaves.Dequeue()).ToArray())];
        }

        var (logProbs, entropies) = (new List<Tensor>(), new List<Tensor>());
        foreach (var (chunks, wanted) in parts.Zip(ids))
        {
            var values = new List<Tensor>();
            var entropy = new List<Tensor>();
            foreach (var (chunk, chosen) in chunks.Zip(wanted.split(RowsAtOnce, dim: Rows)))
            {
                var held = tape.Held(chosen);
                Action<Tensor>? tell = e =>
                {
                    scope.Attach(e);
                    entropy.Add(e);
                };
                values.Add(tape.Through(() => [LogProbs(chunk, held, tell)])[0]);
                tell = null; // when the segment runs again nobody asks
            }

            logProbs.Add(cat(values, Rows).MoveToOuterDisposeScope());
            entropies.Add(cat(entropy, Rows).MoveToOuterDisposeScope());
        }

        return ([.. logProbs], [.. entropies]);
    }

    private Tensor LogProbs(Tensor hidden, Tensor ids, Action<Tensor>? tellEntropy)
    {
        using var scope = NewDisposeScope();
        var logits = model.Logits(hidden).masked_fill_(banned, FixedScalars.NegativeInfinity); // (R, V)
        var scaled = temperature == 1 ? logits : logits.DividedBy(temperature);
        var total = scaled.logsumexp(Vocabulary).unsqueeze(Vocabulary); // (R, 1)
        tellEntropy?.Invoke(Entropy(scaled, total));
        return (scaled.gather(Vocabulary, ids) - total).MoveToOuterDisposeScope();
    }

    /// <summary>log Z - sum of p x logit, (R); a banned token adds nothing. Owned by no scope.</summary>
    private Tensor Entropy(Tensor scaled, Tensor total)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var weighted = (scaled - total).exp_().mul_(scaled).masked_fill_(banned, FixedScalars.Zero); // (R, V)
        return (total.squeeze(Vocabulary) - weighted.sum(Vocabulary)).DetachFromDisposeScope();
    }
}

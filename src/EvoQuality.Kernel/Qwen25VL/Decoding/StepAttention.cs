using System.Numerics.Tensors;
using EvoQuality.Foundations;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace EvoQuality.Qwen25VL.Decoding;

/// <summary>
/// <see cref="SharedPromptAttention.WithPrompt"/> for one new token a branch: torch multiplies with the prompt's keys and
/// values, all branches at once; rotation, own tokens and softmax are done vector by vector on the way.
/// </summary>
/// <param name="prompts">B.</param>
/// <param name="perPrompt">G: the branches of one prompt stand next to each other, S = B x G.</param>
/// <param name="keyHeads">KV.</param>
/// <param name="groups">H / KV, the query heads of one key head.</param>
internal sealed class StepAttention(int prompts, int perPrompt, int keyHeads, int groups)
{
    private readonly int _heads = keyHeads * groups;

    /// <summary>Rotates the new keys and stores them with their values.</summary>
    /// <param name="keys">(S, 1, KV*E), before rotation.</param>
    /// <param name="values">(S, 1, KV*E).</param>
    /// <param name="cos">(S, 1, 1, E).</param>
    /// <param name="sin">(S, 1, 1, E), as <see cref="Rotary.Table"/> makes it.</param>
    /// <param name="own">The branches' buffers (S, KV, capacity, E).</param>
    /// <param name="at">Tokens that are in them.</param>
    public void Store(Tensor keys, Tensor values, Tensor cos, Tensor sin, (Tensor Keys, Tensor Values) own, int at)
    {
        var capacity = (int)own.Keys.shape[2];
        var newKeys = HeadsOf(keys, cos.shape[^1]);
        var newValues = HeadsOf(values, cos.shape[^1]);
        var ownKeys = new Vectors(own.Keys);
        var ownValues = new Vectors(own.Values);
        var turns = new Turns(cos, sin);
        for (var head = 0; head < newKeys.Count; head++)
        {
            turns.Rotate(newKeys[head], head / keyHeads, ownKeys[(head * capacity) + at]);
            newValues[head].CopyTo(ownValues[(head * capacity) + at]);
        }
    }

    /// <summary>The new tokens see their prompt and their branch.</summary>
    /// <param name="query">(S, 1, H*E), before rotation.</param>
    /// <param name="cos">(S, 1, 1, E).</param>
    /// <param name="sin">(S, 1, 1, E).</param>
    /// <param name="prompt">Keys and values (B, KV, Lp, E).</param>
    /// <param name="present">(B, Lp) bool, or null when no prompt is padded.</param>
    /// <param name="own">The branches' buffers, the new token stored.</param>
    /// <param name="length">Tokens of a branch, the new one among them.</param>
    /// <returns>(S, 1, H*E).</returns>
    public Tensor Mix(
        Tensor query, Tensor cos, Tensor sin, (Tensor Keys, Tensor Values) prompt, Tensor? present, (Tensor Keys, Tensor Values) own, int length)
    {
        using var scope = NewDisposeScope();
        var rows = Rotated(query, cos, sin); // (B*KV, G*g, E)
        var scores = SharedPromptAttention.ScaledProducts(rows, prompt.Keys); // (B*KV, G*g, Lp)
        if (present is not null)
            scores.view(prompts, -1, scores.shape[2]).masked_fill_(present.logical_not().unsqueeze(1), FixedScalars.NegativeInfinity);
        var mixed = empty_like(query);
        var totals = WeighOwn(rows, scores, own, length, mixed);
        AddPrompts(scores.bmm(prompt.Values.flatten(0, 1)), totals, mixed);
        return mixed.MoveToOuterDisposeScope();
    }

    /// <summary>Queries in the order of the prompts' products: those of one prompt and one key head together.</summary>
    private Tensor Rotated(Tensor query, Tensor cos, Tensor sin)
    {
        var rows = empty([prompts * keyHeads, perPrompt * groups, cos.shape[^1]], query.dtype, query.device);
        var from = HeadsOf(query, cos.shape[^1]);
        var to = new Vectors(rows);
        var turns = new Turns(cos, sin);
        foreach (var (row, branch, head) in Rows()) turns.Rotate(from[(branch * _heads) + head], branch, to[row]);
        return rows;
    }

    /// <summary>Turns the prompts' scores into weights, mixes the branches' own values by theirs, and returns what all weights of a row add up to.</summary>
    private float[] WeighOwn(Tensor rows, Tensor scores, (Tensor Keys, Tensor Values) own, int length, Tensor mixed)
    {
        var capacity = (int)own.Keys.shape[2];
        var queries = new Vectors(rows);
        var promptWeights = new Vectors(scores);
        var keys = new Vectors(own.Keys);
        var values = new Vectors(own.Values);
        var mixes = HeadsOf(mixed, rows.shape[^1]);
        var scale = 1 / MathF.Sqrt(rows.shape[^1]);
        var weights = new float[length];
        var totals = new float[queries.Count];
        foreach (var (row, branch, head) in Rows())
        {
            var first = ((branch * keyHeads) + (head / groups)) * capacity;
            StepProducts.Dots(queries[row], keys.Together(first, length), scale, weights);
            var highest = MathF.Max(TensorPrimitives.Max<float>(promptWeights[row]), TensorPrimitives.Max<float>(weights));
            totals[row] = Exponentials(promptWeights[row], highest) + Exponentials(weights, highest);
            StepProducts.Mix(weights, values.Together(first, length), mixes[(branch * _heads) + head]);
        }

        return totals;
    }

    /// <summary>Adds what the prompts give and divides by the totals.</summary>
    private void AddPrompts(Tensor fromPrompts, float[] totals, Tensor mixed)
    {
        var from = new Vectors(fromPrompts);
        var mixes = HeadsOf(mixed, fromPrompts.shape[^1]);
        foreach (var (row, branch, head) in Rows())
        {
            var mix = mixes[(branch * _heads) + head];
            TensorPrimitives.Add(mix, from[row], mix);
            TensorPrimitives.Divide(mix, totals[row], mix);
        }
    }

    /// <summary>Rows in the order of the prompts' products, (B, KV, G, g), with the branch and the query head they belong to.</summary>
    private IEnumerable<(int Row, int Branch, int Head)> Rows()
    {
        var row = 0;
        for (var prompt = 0; prompt < prompts; prompt++)
            for (var keyHead = 0; keyHead < keyHeads; keyHead++)
                for (var branch = prompt * perPrompt; branch < (prompt + 1) * perPrompt; branch++)
                    for (var head = keyHead * groups; head < (keyHead + 1) * groups; head++) yield return (row++, branch, head);
    }

    /// <summary>A projection's output as one vector a head.</summary>
    private static Vectors HeadsOf(Tensor projected, long size) => new(projected.view(-1, size));

    private static float Exponentials(Span<float> scores, float highest)
    {
        TensorPrimitives.Subtract(scores, highest, scores);
        TensorPrimitives.Exp(scores, scores);
        return TensorPrimitives.Sum<float>(scores);
    }

    /// <summary>Rotation by each branch's position, as <see cref="Rotary.Apply"/>.</summary>
    private readonly ref struct Turns(Tensor cos, Tensor sin)
    {
        private readonly Vectors _cos = new(cos), _sin = new(sin);

        public void Rotate(ReadOnlySpan<float> x, int branch, Span<float> rotated)
        {
            var half = x.Length / 2;
            TensorPrimitives.Multiply(x, _cos[branch], rotated);
            TensorPrimitives.MultiplyAdd(x[half..], _sin[branch][..half], rotated[..half], rotated[..half]);
            TensorPrimitives.MultiplyAdd(x[..half], _sin[branch][half..], rotated[half..], rotated[half..]);
        }
    }
}

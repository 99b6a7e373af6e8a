using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>
/// A GRPO loss taken apart, token by token, for batches that are small enough to be looked at. Computed by the functions that
/// training uses, in fp64.
/// </summary>
/// <param name="Loss">What is minimised.</param>
/// <param name="Tokens">The parts of its tokens, completion by completion.</param>
public sealed record LossBreakdown(double Loss, IReadOnlyList<TokenTerm> Tokens)
{
    /// <summary>Takes the loss of a batch apart.</summary>
    /// <param name="logProbs">Log-probabilities under the policy, nats: a list per completion, of one token or more; they may differ in length.</param>
    /// <param name="oldLogProbs">The same under the policy that sampled.</param>
    /// <param name="referenceLogProbs">The same under the reference policy.</param>
    /// <param name="advantages">One per completion (Eq. 4).</param>
    /// <param name="options">Functions and constants of Eqs. 5 and 6.</param>
    /// <exception cref="ArgumentException">The lists differ in length, or a completion is empty.</exception>
    public static LossBreakdown Of(
        IReadOnlyList<double[]> logProbs, IReadOnlyList<double[]> oldLogProbs, IReadOnlyList<double[]> referenceLogProbs, double[] advantages,
        GrpoLossOptions options)
    {
        ArgumentNullException.ThrowIfNull(logProbs);
        ArgumentNullException.ThrowIfNull(advantages);
        ArgumentNullException.ThrowIfNull(options);
        Expect(logProbs, oldLogProbs, nameof(oldLogProbs));
        Expect(logProbs, referenceLogProbs, nameof(referenceLogProbs));
        if (advantages.Length != logProbs.Count) throw new ArgumentException($"Expected an advantage for each of {logProbs.Count} completions, found {advantages.Length}.", nameof(advantages));

        using var scope = NewDisposeScope();
        var policy = Padded(logProbs).requires_grad_(); // (S, L)
        var (old, reference) = (Padded(oldLogProbs), Padded(referenceLogProbs)); // (S, L) each
        var mask = Padded([.. logProbs.Select(row => Array.ConvertAll(row, _ => 1.0))]); // (S, L)
        var weights = tensor(advantages, ScalarType.Float64); // (S)
        using var terms = GrpoLoss.Compute(policy, old, reference, mask, weights, options);
        terms.Loss.backward();

        using var none = no_grad();
        var ratio = options.Ratio(policy, old, mask); // (S, L) or (S, 1)
        var surrogate = options.Surrogate(ratio, weights.unsqueeze(1), options).expand_as(policy); // (S, L)
        var kl = options.Kl(policy, reference); // (S, L)
        double[,] ratios = Values(ratio.expand_as(policy)), surrogates = Values(surrogate), kls = Values(kl), gradients = Values(policy.grad!);
        return new LossBreakdown(
            terms.Loss.item<double>(),
            [.. logProbs.Index().SelectMany(row => row.Item.Select((_, t) => new TokenTerm(
                row.Index, t, ratios[row.Index, t], surrogates[row.Index, t], kls[row.Index, t], gradients[row.Index, t] + 0.0)))]); // minus zero reads badly
    }

    private static void Expect(IReadOnlyList<double[]> expected, IReadOnlyList<double[]> found, string name)
    {
        ArgumentNullException.ThrowIfNull(found, name);
        if (expected.Count == 0 || expected.Any(row => row.Length == 0)) throw new ArgumentException("Expected completions of one token or more.", nameof(expected));
        if (!expected.Select(row => row.Length).SequenceEqual(found.Select(row => row.Length)))
            throw new ArgumentException($"Expected completions of {Lengths(expected)} tokens, found {Lengths(found)}.", name);
    }

    private static string Lengths(IReadOnlyList<double[]> rows) => string.Join(", ", rows.Select(row => row.Length));

    private static Tensor Padded(IReadOnlyList<double[]> rows)
    {
        var values = new double[rows.Count, rows.Max(row => row.Length)];
        for (var s = 0; s < rows.Count; s++)
            for (var t = 0; t < rows[s].Length; t++) values[s, t] = rows[s][t];
        return tensor(values);
    }

    private static double[,] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var (flat, columns) = (tensor.contiguous().data<double>().ToArray(), (int)tensor.shape[1]);
        var values = new double[tensor.shape[0], columns];
        Buffer.BlockCopy(flat, 0, values, 0, flat.Length * sizeof(double));
        return values;
    }
}

using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>Completions of B prompts, G each, padded at the right to one length.</summary>
public sealed class CompletionBatch : IDisposable
{
    private CompletionBatch(Tensor ids, Tensor mask, int perPrompt, long[] laterPlaces) =>
        (Ids, Mask, PerPrompt, LaterPlaces) = (ids, mask, perPrompt, laterPlaces);

    /// <summary>(S, L) int64, S = B x G, the G completions of one prompt next to each other.</summary>
    public Tensor Ids { get; }

    /// <summary>(S, L) fp32: 1 for generated tokens up to and including the ending one, 0 for padding.</summary>
    public Tensor Mask { get; }

    /// <summary>Completions per prompt, G.</summary>
    public int PerPrompt { get; }

    /// <summary>Flat places (of S*(L-1)) of the generated tokens after the first.</summary>
    internal long[] LaterPlaces { get; }

    /// <summary>Lays out token ids.</summary>
    /// <param name="completions">Per prompt, the ids of its G completions; every completion has at least one token.</param>
    /// <param name="pad">Id for unused places.</param>
    /// <param name="device">Where the tensors go.</param>
    public static CompletionBatch Create(IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> completions, int pad, Device device)
    {
        ArgumentNullException.ThrowIfNull(completions);
        if (completions.Count == 0 || completions[0].Count == 0)
            throw new ArgumentException("Expected at least one prompt with at least one completion, found none.", nameof(completions));
        var perPrompt = completions[0].Count;
        if (completions.Any(c => c.Count != perPrompt || c.Any(ids => ids.Count == 0)))
            throw new ArgumentException($"Every prompt needs {perPrompt} completions of at least one token.", nameof(completions));
        var rows = completions.SelectMany(c => c).ToArray();
        var length = rows.Max(r => r.Count);
        var ids = new long[rows.Length * length];
        var mask = new float[ids.Length];
        Array.Fill(ids, pad);
        for (var s = 0; s < rows.Length; s++)
        {
            for (var t = 0; t < rows[s].Count; t++)
            {
                ids[(s * length) + t] = rows[s][t];
                mask[(s * length) + t] = 1;
            }
        }

        using var scope = NewDisposeScope();
        return new CompletionBatch(
            tensor(ids, device: device).view(rows.Length, length).MoveToOuterDisposeScope(),
            tensor(mask, device: device).view(rows.Length, length).MoveToOuterDisposeScope(),
            perPrompt,
            [.. rows.SelectMany((r, s) => Enumerable.Range(s * (length - 1), r.Count - 1).Select(i => (long)i))]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Ids.Dispose();
        Mask.Dispose();
    }
}

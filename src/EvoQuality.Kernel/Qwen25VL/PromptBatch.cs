using EvoQuality.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>One prompt as the model sees it: token ids with a run of image tokens per image, and the images' grids in order.</summary>
/// <param name="Ids">Token ids.</param>
/// <param name="Grids">Grid of each image, in the order of the runs.</param>
public sealed record PromptInput(IReadOnlyList<int> Ids, IReadOnlyList<PatchGrid> Grids);

/// <summary>B prompts padded at the left to one length L, with positions and masks.</summary>
public sealed class PromptBatch : IDisposable
{
    private PromptBatch(Tensor ids, Tensor positions, Tensor visible, Tensor? present, Tensor imageRows, long[] nextPositions) =>
        (Ids, Positions, Visible, Present, ImageRows, NextPositions) = (ids, positions, visible, present, imageRows, nextPositions);

    /// <summary>(B, L) int64.</summary>
    public Tensor Ids { get; }

    /// <summary>(3, B, L) int64: time, row, column.</summary>
    public Tensor Positions { get; }

    /// <summary>
    /// (1 or B, 1, L, L) bool: true where a row may see a key. A padding row sees
    /// nothing, and the CPU's attention gives it zeros as in the reference; on a GPU it sees itself, since there it could become NaN.
    /// </summary>
    public Tensor Visible { get; }

    /// <summary>(B, L) bool, true where a token stands; null when nothing is padded.</summary>
    public Tensor? Present { get; }

    /// <summary>Flat places (of B*L) that image vectors fill, in order.</summary>
    public Tensor ImageRows { get; }

    /// <summary>(B) position of the first token after each prompt.</summary>
    public long[] NextPositions { get; }

    /// <summary>Pads and lays out prompts.</summary>
    /// <exception cref="ArgumentException">A prompt's image tokens do not match its grids, or it is longer than the model allows.</exception>
    public static PromptBatch Create(IReadOnlyList<PromptInput> prompts, Qwen25VLConfig config, Device device)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(config);
        using var scope = NewDisposeScope();
        var (batch, length) = (prompts.Count, prompts.Max(p => p.Ids.Count));
        if (length > config.Text.MaxPositions)
            throw new ArgumentException($"A prompt has {length} tokens, but the model reads at most {config.Text.MaxPositions}; use smaller images.", nameof(prompts));
        var ids = new long[batch * length];
        var positions = new long[3 * batch * length];
        var present = new bool[batch * length];
        var next = new long[batch];
        var imageRows = new List<long>();
        for (var b = 0; b < batch; b++)
        {
            var padding = length - prompts[b].Ids.Count;
            Array.Fill(ids, config.PadTokenId, b * length, padding);
            for (var i = padding; i < length; i++)
            {
                var at = (b * length) + i;
                ids[at] = prompts[b].Ids[i - padding];
                present[at] = true;
                if (ids[at] == config.ImageTokenId) imageRows.Add(at);
            }

            CheckImages(prompts[b], config);
            next[b] = MRope.Fill(ids.AsSpan(b * length, length), padding, prompts[b].Grids, config, positions, b, batch);
        }

        var padded = prompts.Any(p => p.Ids.Count < length);
        var causal = ones(1, 1, length, length, dtype: ScalarType.Bool, device: device).tril();
        var presentTensor = padded ? tensor(present, device: device).view(batch, length) : null;
        var visible = causal;
        if (presentTensor is not null) visible = causal.logical_and(presentTensor.view(batch, 1, 1, length));
        if (presentTensor is not null && device.type == DeviceType.CUDA) visible = visible.logical_or(eye(length, dtype: ScalarType.Bool, device: device));

        return new PromptBatch(
            tensor(ids, device: device).view(batch, length).MoveToOuterDisposeScope(),
            tensor(positions, device: device).view(3, batch, length).MoveToOuterDisposeScope(),
            visible.MoveToOuterDisposeScope(),
            presentTensor?.MoveToOuterDisposeScope(),
            tensor(imageRows.ToArray(), device: device).MoveToOuterDisposeScope(),
            next);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Ids.Dispose();
        Positions.Dispose();
        Visible.Dispose();
        Present?.Dispose();
        ImageRows.Dispose();
    }

    private static void CheckImages(PromptInput prompt, Qwen25VLConfig config)
    {
        var tokens = prompt.Ids.Count(id => id == config.ImageTokenId);
        var cells = prompt.Grids.Sum(g => g.Height * g.Width / config.Vision.MergeUnit);
        if (tokens != cells)
            throw new ArgumentException($"A prompt has {tokens} image tokens, but its {prompt.Grids.Count} images fill {cells}.", nameof(prompt));
    }
}

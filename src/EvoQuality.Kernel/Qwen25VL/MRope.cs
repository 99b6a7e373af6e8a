using EvoQuality.Imaging;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>
/// Multimodal rotary positions. Text advances the three axes (time, row, column) together; an image that starts at s has
/// time s, row s + its row, column s + its column on the merged grid; what follows starts at the largest value plus one.
/// </summary>
internal static class MRope
{
    /// <summary>Position of padding, as the reference has it; padding is masked, so the value never matters.</summary>
    private const long PaddingPosition = 1;

    /// <summary>Positions of one prompt.</summary>
    /// <param name="ids">Token ids; every image is a run of image tokens.</param>
    /// <param name="padding">Padding tokens at the left.</param>
    /// <param name="grids">The images' grids in order.</param>
    /// <param name="config">Architecture.</param>
    /// <param name="output">(3, B, L) values, filled for this row.</param>
    /// <param name="row">Row in the batch.</param>
    /// <param name="batch">B.</param>
    /// <returns>Position of the first token after the prompt.</returns>
    public static long Fill(
        ReadOnlySpan<long> ids, int padding, IReadOnlyList<PatchGrid> grids, Qwen25VLConfig config, long[] output, int row, int batch)
    {
        var length = ids.Length;
        var merge = config.Vision.SpatialMergeSize;
        long next = 0;
        var image = 0;
        void Set(int axis, int at, long value) => output[(((axis * batch) + row) * length) + at] = value;
        for (var i = 0; i < padding; i++)
            for (var axis = 0; axis < 3; axis++) Set(axis, i, PaddingPosition);

        for (var i = padding; i < length;)
        {
            if (ids[i] != config.ImageTokenId)
            {
                for (var axis = 0; axis < 3; axis++) Set(axis, i, next);
                next++;
                i++;
                continue;
            }

            var (rows, columns) = (grids[image].Height / merge, grids[image].Width / merge);
            for (var cell = 0; cell < rows * columns; cell++, i++)
            {
                Set(0, i, next);
                Set(1, i, next + (cell / columns));
                Set(2, i, next + (cell % columns));
            }

            next += Math.Max(rows, columns);
            image++;
        }

        return next;
    }

    /// <summary>Cosines and sines for the language model.</summary>
    /// <param name="positions">(3, N, L) int64.</param>
    /// <param name="frequencies">(E/2), fp32, on the same device.</param>
    /// <param name="sections">How many frequencies take their position from time, row and column.</param>
    /// <returns>Two tensors (N, 1, L, E), fp32, as <see cref="Rotary.Table"/> has them.</returns>
    public static (Tensor Cos, Tensor Sin) Table(Tensor positions, Tensor frequencies, IReadOnlyList<int> sections)
    {
        using var scope = NewDisposeScope();
        var angles = positions.to_type(ScalarType.Float32).unsqueeze(-1) * frequencies; // (3, N, L, E/2)
        var parts = new List<Tensor>();
        for (int axis = 0, start = 0; axis < 3; start += sections[axis], axis++)
            parts.Add(angles.select(0, axis).narrow(-1, start, sections[axis]));
        var (cos, sin) = Rotary.Table(cat(parts, -1).unsqueeze(1)); // (N, 1, L, E)
        return (cos.MoveToOuterDisposeScope(), sin.MoveToOuterDisposeScope());
    }
}

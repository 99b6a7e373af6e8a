using static TorchSharp.torch;

namespace EvoQuality.Foundations;

/// <summary>
/// Backward pass by segments, for activation checkpointing (Chen et al., "Training Deep Nets with Sublinear Memory Cost", 2016).
/// Forward, a segment runs without a graph and only its outputs are kept, as leaves that collect gradients. Backward, the
/// segments run again in reverse order, each with a graph of its own, which takes the gradients of its outputs to the
/// parameters and to the leaves it read: what several segments read (the keys and values of a prompt) collects from all of them
/// before its own turn comes (decision 0021). A segment must compute the same each time.
/// </summary>
internal sealed class RecomputeTape : IDisposable
{
    private readonly Stack<(Func<Tensor[]> Segment, Tensor[] Outputs)> _segments = new();
    private readonly List<Tensor> _constants = [];

    /// <summary>Runs a segment and records it.</summary>
    /// <param name="segment">Reads parameters, outputs of earlier segments and held constants; its tensors go to the scope around it.</param>
    /// <returns>Its outputs as leaves; the tape owns them.</returns>
    public Tensor[] Run(Func<Tensor[]> segment)
    {
        using var scope = NewDisposeScope();
        Tensor[] values;
        using (no_grad()) values = segment();
        return Record(segment, values);
    }

    /// <summary>
    /// Ends an ordinary graph here: its ends become leaves, and backward the gradients that these collected enter the graph at
    /// once. Nothing is computed again.
    /// </summary>
    /// <param name="ends">Tensors with a graph; the tape takes them over.</param>
    /// <returns>Leaves of the same values; the tape owns them.</returns>
    public Tensor[] Join(Tensor[] ends)
    {
        foreach (var end in ends) _constants.Add(end.DetachFromDisposeScope());
        return Record(() => ends, ends);
    }

    /// <summary>The tensor, without a graph, for as long as the tape lives: what a segment reads beside leaves and parameters.</summary>
    public Tensor Hold(Tensor constant)
    {
        _constants.Add(constant.detach().DetachFromDisposeScope());
        return _constants[^1];
    }

    /// <summary>Adds the gradients of a loss to those of the parameters. The tape is empty afterwards.</summary>
    /// <param name="loss">A scalar made from the last segments' outputs.</param>
    public void Backward(Tensor loss)
    {
        loss.backward();
        while (_segments.TryPop(out var last))
        {
            using var scope = NewDisposeScope();
            var gradients = Array.ConvertAll(last.Outputs, o => o.grad);
            foreach (var output in last.Outputs) output.Dispose();
            if (gradients.All(g => g is null)) continue; // nothing that counts came from here
            var again = last.Segment();
            var used = again.Zip(gradients).Where(p => p.Second is not null && p.First.requires_grad).ToArray();
            if (used.Length > 0) autograd.backward([.. used.Select(p => p.First)], [.. used.Select(p => p.Second!)]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, outputs) in _segments)
            foreach (var output in outputs) output.Dispose();
        foreach (var constant in _constants) constant.Dispose();
    }

    private Tensor[] Record(Func<Tensor[]> segment, Tensor[] values)
    {
        var outputs = Array.ConvertAll(values, v => v.detach().DetachFromDisposeScope().requires_grad_(true));
        _segments.Push((segment, outputs));
        return outputs;
    }
}

/// <summary>Code that runs with a tape or, where there is none, as it is.</summary>
internal static class RecomputeTapeExtensions
{
    /// <summary>Runs a segment: see <see cref="RecomputeTape.Run"/>.</summary>
    public static Tensor[] Through(this RecomputeTape? tape, Func<Tensor[]> segment) => tape is null ? segment() : tape.Run(segment);

    /// <summary>Keeps a constant: see <see cref="RecomputeTape.Hold"/>.</summary>
    public static Tensor Held(this RecomputeTape? tape, Tensor constant) => tape is null ? constant : tape.Hold(constant);
}

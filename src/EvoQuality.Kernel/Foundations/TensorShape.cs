using static TorchSharp.torch;

namespace EvoQuality.Foundations;

/// <summary>Shape checks at entry points, with the letters of notes/notation.md in the message.</summary>
public static class TensorShape
{
    /// <summary>Checks the sizes; -1 leaves an axis free.</summary>
    /// <exception cref="ArgumentException">The shape differs; the message names the tensor, the letters and both shapes.</exception>
    public static void Expect(Tensor tensor, string name, string letters, params ReadOnlySpan<long> sizes)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var actual = tensor.shape;
        var same = actual.Length == sizes.Length;
        for (var i = 0; same && i < sizes.Length; i++) same = sizes[i] < 0 || sizes[i] == actual[i];
        if (same) return;
        var expected = string.Join(", ", sizes.ToArray().Select(s => s < 0 ? "*" : s.ToString()));
        throw new ArgumentException(
            $"{name} must have shape {letters} = ({expected}), but has ({string.Join(", ", actual)}).", name);
    }
}

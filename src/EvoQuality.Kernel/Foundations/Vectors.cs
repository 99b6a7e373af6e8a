using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace EvoQuality.Foundations;

/// <summary>The vectors along a tensor's last axis, read and written in place while the tensor's owner or a dispose scope holds it.</summary>
internal readonly ref struct Vectors
{
    private readonly Span<float> _all;
    private readonly int _size;

    /// <param name="tensor">fp32 on a CPU, contiguous, at most 2 GiB.</param>
    /// <exception cref="ArgumentException">It is not contiguous or not fp32: its memory would be read as what it is not.</exception>
    public Vectors(Tensor tensor)
    {
        if (!tensor.is_contiguous() || tensor.dtype != ScalarType.Float32)
            throw new ArgumentException($"Expected contiguous fp32, found {tensor.dtype} with strides ({string.Join(", ", tensor.stride())}).", nameof(tensor));
        _all = MemoryMarshal.Cast<byte, float>(tensor.bytes);
        _size = (int)tensor.shape[^1];
    }

    /// <summary>How many there are.</summary>
    public int Count => _all.Length / _size;

    /// <summary>One of them.</summary>
    public Span<float> this[int index] => _all.Slice(index * _size, _size);

    /// <summary>Some that stand together, end to end.</summary>
    public Span<float> Together(int first, int count) => _all.Slice(first * _size, count * _size);
}

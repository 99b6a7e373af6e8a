using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Grpo.Optimizer;

/// <summary>
/// Numbers that are worked on in fp32, whatever they are kept in. What an implementation keeps beside them is what makes small
/// changes survive.
/// </summary>
internal interface IWideValues : IDisposable
{
    /// <summary>What is kept beside the values and belongs to the state of the optimizer, with its name; null for nothing.</summary>
    (string Kind, Tensor Value)? Beside { get; }

    /// <summary>Some of the values in fp32, to be changed and given to <see cref="Write"/>; belongs to the caller's scope.</summary>
    /// <param name="start">First element, row-major.</param>
    /// <param name="count">Elements.</param>
    Tensor Read(long start, long count);

    /// <summary>Puts changed values back.</summary>
    /// <param name="start">First element.</param>
    /// <param name="wide">What <see cref="Read"/> gave, changed in place.</param>
    /// <param name="draw">Random numbers of this piece and step, where rounding draws any.</param>
    void Write(long start, Tensor wide, SeedTree draw);
}

/// <summary>Views of some elements of a contiguous tensor.</summary>
internal static class Pieces
{
    /// <summary>Elements at a time: what a step needs beside its state is a few tensors of this size.</summary>
    public const long Size = 1 << 22;

    public static Tensor Piece(this Tensor all, long start, long count) => all.view(all.NumberOfElements).narrow(0, start, count);
}

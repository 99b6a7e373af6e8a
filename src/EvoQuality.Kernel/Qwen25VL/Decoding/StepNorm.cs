using System.Numerics.Tensors;
using EvoQuality.Foundations;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace EvoQuality.Qwen25VL.Decoding;

/// <summary><see cref="RmsNorm"/> over a decoding step's rows.</summary>
internal static class StepNorm
{
    /// <param name="input">(S, 1, D) fp32.</param>
    /// <param name="weight">(D) fp32.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <returns>(S, 1, D): x / sqrt(mean(x^2) + eps) * w.</returns>
    public static Tensor Of(Tensor input, Tensor weight, float epsilon)
    {
        var output = empty_like(input);
        var from = new Vectors(input);
        var to = new Vectors(output);
        var scale = new Vectors(weight)[0];
        for (var row = 0; row < from.Count; row++)
        {
            var meanSquare = TensorPrimitives.SumOfSquares<float>(from[row]) / scale.Length;
            TensorPrimitives.Multiply(from[row], 1 / MathF.Sqrt(meanSquare + epsilon), to[row]);
            TensorPrimitives.Multiply(to[row], scale, to[row]);
        }

        return output;
    }
}

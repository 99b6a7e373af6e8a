using System.Globalization;
using static TorchSharp.torch;

namespace EvoQuality.Presentation;

/// <summary>A tensor in one line: type, sizes, and where its values lie.</summary>
internal static class TensorText
{
    public static string Of(Tensor tensor)
    {
        if (tensor.IsInvalid) return "a tensor that has been disposed";
        var head = $"{tensor.dtype} ({string.Join(", ", tensor.shape)})";
        if (tensor.numel() == 0) return $"{head}, empty";
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var values = tensor.detach().to_type(ScalarType.Float64).cpu();
        var (low, high, mean) = (values.min().item<double>(), values.max().item<double>(), values.mean().item<double>());
        return tensor.numel() == 1
            ? string.Create(CultureInfo.InvariantCulture, $"{head}: {mean:G5}")
            : string.Create(CultureInfo.InvariantCulture, $"{head}, {low:G4} to {high:G4}, mean {mean:G4}");
    }
}

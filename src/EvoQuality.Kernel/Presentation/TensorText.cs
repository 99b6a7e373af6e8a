using System.Globalization;
using static TorchSharp.torch;

namespace EvoQuality.Presentation;

/// <summary>A tensor in one line: type, sizes, device, where its values lie, and the first of them.</summary>
internal static class TensorText
{
    private const int ShownValues = 6;

    public static string Of(Tensor tensor)
    {
        if (tensor.IsInvalid) return "a tensor that has been disposed";
        var head = $"{tensor.dtype} ({string.Join(", ", tensor.shape)}) on {tensor.device}";
        if (tensor.numel() == 0) return $"{head}, empty";
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var values = tensor.detach().to_type(ScalarType.Float64).cpu().reshape(-1);
        if (tensor.numel() == 1) return string.Create(CultureInfo.InvariantCulture, $"{head}: {values.item<double>():G5}");
        var (low, high, mean) = (values.min().item<double>(), values.max().item<double>(), values.mean().item<double>());
        var first = values.narrow(0, 0, Math.Min(ShownValues, values.numel())).data<double>().Select(v => v.ToString("G4", CultureInfo.InvariantCulture));
        var rest = values.numel() > ShownValues ? ", …" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{head}, {low:G4} to {high:G4}, mean {mean:G4}: {string.Join(", ", first)}{rest}");
    }
}

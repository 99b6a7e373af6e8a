using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>Puts tensors in place of a model's parameters; what stood there is freed.</summary>
internal static class ParameterPlaces
{
    /// <param name="model">Built of the layers that Qwen2.5-VL has.</param>
    /// <param name="value">The value of each parameter by its name in the model, which owns it from then on.</param>
    public static void Fill(nn.Module model, Func<string, Tensor> value)
    {
        Parameter Take(string name) => (Parameter)new Parameter(value(name)).DetachFromDisposeScope();
        foreach (var (path, layer) in model.named_modules())
        {
            var weight = $"{path}.weight";
            switch (layer)
            {
                case AdaptableLinear linear:
                    linear.Replace(Take(weight), linear.HasBias ? Take($"{path}.bias") : null);
                    break;
                case Linear linear:
                    linear.weight = Take(weight);
                    if (linear.bias is not null) linear.bias = Take($"{path}.bias");
                    break;
                case Conv3d convolution:
                    convolution.weight = Take(weight);
                    break;
                case Embedding embedding:
                    Put(embedding, Take(weight));
                    break;
                case RmsNorm norm:
                    norm.Replace(Take(weight));
                    break;
            }
        }
    }

    /// <summary>The setter of an embedding does not free what it replaces.</summary>
    public static void Put(Embedding embedding, Parameter value)
    {
        using var before = embedding.get_parameter("weight");
        embedding.weight = value;
    }
}

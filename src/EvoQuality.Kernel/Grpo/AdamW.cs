using EvoQuality.Foundations;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019), operation for operation as torch.optim.AdamW. Its own
/// numbers are held until torch is done with them, which those of TorchSharp's are not (decision 0016).
/// </summary>
internal sealed class AdamW : IDisposable
{
    private readonly (Parameter Value, Tensor Mean, Tensor Square)[] _state;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly double _weightDecay;
    private int _steps;

    public AdamW(IEnumerable<Parameter> parameters, double beta1, double beta2, double epsilon, double weightDecay)
    {
        (_beta1, _beta2, _epsilon, _weightDecay) = (beta1, beta2, epsilon, weightDecay);
        using var none = no_grad();
        _state = [.. parameters.Select(p => (p, zeros_like(p).DetachFromDisposeScope(), zeros_like(p).DetachFromDisposeScope()))];
    }

    /// <summary>Changes every parameter that has a gradient.</summary>
    /// <param name="rate">Learning rate of this step.</param>
    public void Step(double rate)
    {
        _steps++;
        using var none = no_grad();
        using Scalar decay = (1 - (rate * _weightDecay)).ToScalar(), keepMean = _beta1.ToScalar(), addMean = (1 - _beta1).ToScalar(),
            keepSquare = _beta2.ToScalar(), addSquare = (1 - _beta2).ToScalar(), epsilon = _epsilon.ToScalar(),
            correction = Math.Sqrt(1 - Math.Pow(_beta2, _steps)).ToScalar(), size = (-rate / (1 - Math.Pow(_beta1, _steps))).ToScalar();
        foreach (var (value, mean, square) in _state)
        {
            using var scope = NewDisposeScope();
            if (value.grad is not { } gradient) continue;
            value.mul_(decay);
            mean.mul_(keepMean).add_(gradient, addMean);
            square.mul_(keepSquare).addcmul_(gradient, gradient, addSquare);
            value.addcdiv_(mean, square.sqrt().div_(correction).add_(epsilon, FixedScalars.One), size);
        }
    }

    public void Save(string path)
    {
        using var scope = NewDisposeScope();
        EvoQuality.Weights.SafetensorsWriter.Write(path,
        [
            .. _state.SelectMany((s, i) => new[] { ($"{i}.mean", s.Mean), ($"{i}.square", s.Square) }), ("steps", tensor((long)_steps)),
        ]);
    }

    public void Load(string path)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        using var file = EvoQuality.Weights.SafetensorsFile.Open(path);
        for (var i = 0; i < _state.Length; i++)
        {
            file.ReadInto($"{i}.mean", _state[i].Mean);
            file.ReadInto($"{i}.square", _state[i].Square);
        }

        _steps = (int)file.Read("steps").item<long>();
    }

    public void Dispose()
    {
        foreach (var (_, mean, square) in _state)
        {
            mean.Dispose();
            square.Dispose();
        }
    }
}

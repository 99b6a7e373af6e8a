using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Grpo.Optimizer;

/// <summary>One parameter with its moments.</summary>
internal sealed class AdamWState : IDisposable
{
    private readonly Tensor _mean;
    private readonly Tensor _square;

    public AdamWState(string name, Parameter parameter, UpdateOptions options)
    {
        (Name, Parameter) = (name, parameter);
        _mean = zeros_like(parameter, options.Moments).DetachFromDisposeScope();
        _square = zeros_like(parameter, options.Moments).DetachFromDisposeScope();
        (Mean, Square, Weight) = (Moment(_mean), Moment(_square), WeightOf(name, parameter, options.Precision));
    }

    public string Name { get; }

    public Parameter Parameter { get; }

    /// <summary>First moment.</summary>
    public IWideValues Mean { get; }

    /// <summary>Second moment.</summary>
    public IWideValues Square { get; }

    /// <summary>The parameter's values.</summary>
    public IWideValues Weight { get; }

    /// <summary>All that a later process needs to go on.</summary>
    public IEnumerable<(string Name, Tensor Value)> Tensors =>
        Weight.Beside is { } beside
            ? [($"mean.{Name}", _mean), ($"square.{Name}", _square), ($"{beside.Kind}.{Name}", beside.Value)]
            : [($"mean.{Name}", _mean), ($"square.{Name}", _square)];

    public void Dispose()
    {
        Weight.Dispose();
        _mean.Dispose();
        _square.Dispose();
    }

    private static IWideValues Moment(Tensor values) =>
        values.dtype == ScalarType.BFloat16 ? new ChanceRoundedValues(values) : new RoundedValues(values);

    private static IWideValues WeightOf(string name, Parameter parameter, UpdatePrecision precision)
    {
        if (parameter.dtype == ScalarType.Float32) return new RoundedValues(parameter);
        if (parameter.dtype is not (ScalarType.BFloat16 or ScalarType.Float16))
            throw new ArgumentException($"{name} is of type {parameter.dtype}, expected Float32, BFloat16 or Float16.", nameof(parameter));
        return precision switch
        {
            UpdatePrecision.Plain => new RoundedValues(parameter),
            UpdatePrecision.Master => new MasterValues(parameter),
            UpdatePrecision.Compensated => new CompensatedValues(parameter),
            UpdatePrecision.Stochastic when parameter.dtype == ScalarType.BFloat16 => new ChanceRoundedValues(parameter),
            UpdatePrecision.Stochastic => throw new ArgumentException($"{name} is of type {parameter.dtype}, and only bf16 is rounded by chance.", nameof(parameter)),
            _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "Unknown precision."),
        };
    }
}

using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>One optimizer update: backward, clip the gradient's norm, AdamW step, clear. Weights change in place.</summary>
public sealed class ParameterUpdate : IDisposable
{
    private readonly Parameter[] _parameters;
    private readonly AdamW _optimizer;
    private readonly double _clipNorm;

    /// <summary>AdamW with verl's defaults: betas (0.9, 0.999), weight decay 0.01, gradient norm at most 1.</summary>
    public ParameterUpdate(IEnumerable<Parameter> parameters, double weightDecay = 0.01, double clipNorm = 1)
    {
        _parameters = [.. parameters];
        _clipNorm = clipNorm;
        _optimizer = new AdamW(_parameters, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay);
    }

    /// <summary>Adds the gradient of a scalar loss to what the next <see cref="Apply"/> takes.</summary>
    /// <param name="loss">Scalar with a graph; not disposed. A part of a batch gives its share of the batch's loss.</param>
    /// <param name="backward">Takes the loss's gradient to the parameters where that is more than the loss's own <c>backward</c>.</param>
    /// <exception cref="ArithmeticException">The loss is not finite; all gradients are dropped.</exception>
    public void Accumulate(Tensor loss, Action<Tensor>? backward = null)
    {
        ArgumentNullException.ThrowIfNull(loss);
        try
        {
            var value = loss.item<float>();
            if (!float.IsFinite(value)) throw new ArithmeticException($"The loss is {value}; the step was not taken.");
            if (backward is null) loss.backward();
            else backward(loss);
        }
        catch
        {
            Clear();
            throw;
        }
    }

    /// <summary>Takes one step with the gradients added up, and clears them.</summary>
    /// <param name="rate">Learning rate of this step.</param>
    /// <returns>Norm of the gradient before clipping.</returns>
    /// <exception cref="ArithmeticException">The gradient is not finite; it is dropped, the weights are unchanged.</exception>
    public double Apply(double rate)
    {
        try
        {
            var norm = Clip();
            if (!double.IsFinite(norm)) throw new ArithmeticException($"The gradient's norm is {norm}; the step was not taken.");
            _optimizer.Step(rate);
            return norm;
        }
        finally
        {
            Clear();
        }
    }

    /// <summary>Applies the gradient of a single loss: <see cref="Accumulate"/>, then <see cref="Apply"/>.</summary>
    /// <param name="loss">Scalar with a graph; not disposed.</param>
    /// <param name="rate">Learning rate of this step.</param>
    /// <returns>Norm of the gradient before clipping.</returns>
    /// <exception cref="ArithmeticException">Loss or gradient is not finite; the weights are unchanged.</exception>
    public double Step(Tensor loss, double rate)
    {
        Accumulate(loss);
        return Apply(rate);
    }

    /// <summary>Drops the gradients: the step they were for is not taken.</summary>
    public void Clear()
    {
        foreach (var parameter in _parameters) parameter.grad = null;
    }

    /// <summary>Scales the gradients down to the norm allowed, as torch's clip_grad_norm_ does.</summary>
    /// <returns>Their norm before.</returns>
    private double Clip()
    {
        const double Floor = 1e-6; // torch's
        using var none = no_grad();
        using var scope = NewDisposeScope();
        Tensor[] gradients = [.. _parameters.Select(p => p.grad).OfType<Tensor>()];
        var norm = (double)stack([.. gradients.Select(g => g.norm())]).norm().item<float>();
        using var factor = Math.Min(1, _clipNorm / (norm + Floor)).ToScalar();
        foreach (var gradient in gradients) gradient.mul_(factor);
        return norm;
    }

    /// <inheritdoc/>
    public void Dispose() => _optimizer.Dispose();
}

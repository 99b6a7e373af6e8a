using EvoQuality.Foundations;
using EvoQuality.Grpo.Optimizer;
using EvoQuality.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>
/// Optimizer updates: backward of one or several losses, clip the gradient's norm, AdamW step, clear. Weights change in place.
/// Saved and loaded, it goes on bit for bit.
/// </summary>
public sealed class ParameterUpdate : IDisposable
{
    private readonly (string Name, Parameter Value)[] _parameters;
    private readonly UpdateOptions _options;
    private readonly SeedTree _seed;
    private readonly AdamW _optimizer;

    /// <param name="parameters">What is trained, by name; those that require no gradient are left out.</param>
    /// <param name="options">Default verl's: betas (0.9, 0.999), weight decay 0.01, gradient norm at most 1; fp32 master weights.</param>
    /// <param name="seed">Root of the random numbers of rounding by chance; other options draw none.</param>
    /// <exception cref="ArgumentException">No parameter requires a gradient, an option is out of range, or rounding by chance has no seed.</exception>
    public ParameterUpdate(IEnumerable<(string Name, Parameter Value)> parameters, UpdateOptions? options = null, SeedTree? seed = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _options = options ?? new UpdateOptions();
        _options.Validate();
        if (_options.Draws && seed is null) throw new ArgumentException("Rounding by chance needs a seed.", nameof(seed));
        _seed = seed ?? default;
        _parameters = [.. parameters.Where(p => p.Value.requires_grad)];
        if (_parameters.Length == 0) throw new ArgumentException("Expected parameters that require a gradient, found none.", nameof(parameters));
        _optimizer = new AdamW(_parameters, _options, _seed);
    }

    /// <summary>The same for all parameters of a module, by their names there.</summary>
    public ParameterUpdate(nn.Module module, UpdateOptions? options = null, SeedTree? seed = null)
        : this((module ?? throw new ArgumentNullException(nameof(module))).named_parameters().Select(p => (p.name, p.parameter)), options, seed)
    {
    }

    /// <summary>The same for parameters named by their places: 0, 1, …</summary>
    public ParameterUpdate(IEnumerable<Parameter> parameters, UpdateOptions? options = null, SeedTree? seed = null)
        : this(parameters.Select((p, i) => ($"{i}", p)), options, seed)
    {
    }

    /// <summary>Names of what is trained.</summary>
    public IReadOnlyList<string> Names => [.. _parameters.Select(p => p.Name)];

    /// <summary>Updates so far.</summary>
    public long Steps => _optimizer.Steps;

    /// <summary>Adds the gradient of a scalar loss to what the next <see cref="Apply"/> takes.</summary>
    /// <param name="loss">
    /// Scalar with a graph; not disposed. The gradients of several losses are added, so a part of a batch gives its share of the
    /// batch's loss, not its own mean.
    /// </param>
    /// <param name="backward">Takes the loss's gradient to the parameters where that is more than the loss's own <c>backward</c>.</param>
    /// <exception cref="ArithmeticException">The loss is not finite; all gradients are dropped, weights and state are unchanged.</exception>
    public void Accumulate(Tensor loss, Action<Tensor>? backward = null)
    {
        ArgumentNullException.ThrowIfNull(loss);
        try
        {
            Backward(loss, backward);
        }
        catch
        {
            Clear();
            throw;
        }
    }

    /// <summary>The same for parameters of any model; after a fault some gradients may be there.</summary>
    internal static void Backward(Tensor loss, Action<Tensor>? backward)
    {
        using var wide = loss.to_type(ScalarType.Float32);
        var value = wide.item<float>();
        if (!float.IsFinite(value)) throw new ArithmeticException($"The loss is {value}; the step was not taken.");
        if (backward is null) loss.backward();
        else backward(loss);
    }

    /// <summary>Adds the gradients of a replica to those of the model it is a replica of, and clears them.</summary>
    internal static void MoveGradients(IReadOnlyList<(string Name, Parameter Value)> from, IReadOnlyList<(string Name, Parameter Value)> to)
    {
        using var none = no_grad();
        foreach (var ((_, source), (_, target)) in from.Zip(to))
        {
            using var scope = NewDisposeScope();
            if (source.grad is not { } moved) continue;
            if (target.grad is { } sum) sum.add_(moved, FixedScalars.One);
            else target.grad = moved;
            source.grad = null;
        }
    }

    /// <summary>Takes one step with the gradients added up, and clears them.</summary>
    /// <param name="rate">Learning rate of this step.</param>
    /// <returns>Norm of the gradient before clipping.</returns>
    /// <exception cref="ArithmeticException">The gradient is not finite; it is dropped, weights and state are unchanged.</exception>
    /// <exception cref="InvalidOperationException">There is no gradient: nothing was accumulated since the last step.</exception>
    public double Apply(double rate)
    {
        try
        {
            var norm = Clip();
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
    /// <exception cref="ArithmeticException">Loss or gradient is not finite; weights and state are unchanged.</exception>
    public double Step(Tensor loss, double rate)
    {
        Accumulate(loss);
        return Apply(rate);
    }

    /// <summary>Drops the gradients added up so far: the step they were for is not taken.</summary>
    public void Clear()
    {
        foreach (var (_, parameter) in _parameters) parameter.grad = null;
    }

    /// <summary>
    /// The weights in fp32 with all that is kept beside them: what they would be if their type had no limit. Fresh tensors, owned by
    /// the caller's scope.
    /// </summary>
    internal IReadOnlyList<(string Name, Tensor Value)> ExactValues() => _optimizer.ExactValues();

    /// <summary>Writes all that going on needs beside the weights, the file whole or not at all. Gradients are not part of it.</summary>
    public void Save(string path)
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(path, [(UpdateState.StepsKey, tensor(Steps)), .. _optimizer.State], UpdateState.Describe(_options, _seed));
    }

    /// <summary>
    /// Goes on from a saved state. The parameters must have the values they had then: load the weights first.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is damaged or was saved with another precision, other moments, another seed or for other parameters, or the weights
    /// are not those it was saved with; the message names what differs, and nothing has changed.
    /// </exception>
    public void Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        UpdateState.Check(file, UpdateState.Describe(_options, _seed), [.. _optimizer.State]);
        UpdateState.CheckMasters(file, _optimizer.Masters);
        using var scope = NewDisposeScope();
        foreach (var (name, value) in _optimizer.State) file.ReadInto(name, value);
        _optimizer.Steps = file.Read(UpdateState.StepsKey).item<long>();
    }

    /// <summary>Scales the gradients down to the norm allowed, as torch's clip_grad_norm_ does.</summary>
    /// <returns>Their norm before.</returns>
    private double Clip()
    {
        const double Floor = 1e-6; // torch's
        using var none = no_grad();
        using var scope = NewDisposeScope();
        Tensor[] gradients = [.. _parameters.Select(p => p.Value.grad).OfType<Tensor>()];
        if (gradients.Length == 0) throw new InvalidOperationException("There is no gradient: accumulate a loss first.");
        var norms = new Tensor[gradients.Length];
        Share(i => norms[i] = Norm(gradients[i]).DetachFromDisposeScope());
        var norm = (double)stack(norms).norm().item<float>();
        foreach (var part in norms) part.Dispose();
        if (!double.IsFinite(norm)) throw new ArithmeticException($"The gradient's norm is {norm}; the step was not taken.");
        using var factor = Math.Min(1, _options.ClipNorm / (norm + Floor)).ToScalar();
        Share(i => gradients[i].mul_(factor));
        return norm;

        void Share(Action<int> work) => Workers.Share(gradients.Length, Workers.For(gradients[0].device), (_, first, count) =>
        {
            using var inner = no_grad();
            using var own = NewDisposeScope();
            for (var i = first; i < first + count; i++) work(i);
        });
    }

    /// <summary>In fp32: a norm in bf16 has two digits.</summary>
    private static Tensor Norm(Tensor gradient)
    {
        if (gradient.dtype == ScalarType.Float32) return gradient.norm();
        using var scope = NewDisposeScope();
        var (all, squares) = (gradient.contiguous(), zeros(1, device: gradient.device));
        for (long start = 0; start < all.NumberOfElements; start += Pieces.Size)
        {
            using var piece = all.Piece(start, Math.Min(Pieces.Size, all.NumberOfElements - start)).to_type(ScalarType.Float32);
            squares.add_(piece.square().sum(), FixedScalars.One);
        }

        return squares.sqrt().squeeze(0).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _optimizer.Dispose();
}

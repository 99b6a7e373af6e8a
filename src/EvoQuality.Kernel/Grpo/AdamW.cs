using EvoQuality.Foundations;
using EvoQuality.Grpo.Optimizer;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019), computed in fp32 and there operation for operation as
/// torch.optim.AdamW; weights and moments are kept as <see cref="UpdateOptions"/> says. Its own numbers are held until torch is
/// done with them, which those of TorchSharp's are not (decision 0016). Random numbers have the path (step, parameter, tensor,
/// piece), so the number of steps is all that going on needs to know of them.
/// </summary>
internal sealed class AdamW : IDisposable
{
    private readonly AdamWState[] _states;
    private readonly UpdateOptions _options;
    private readonly SeedTree _seed;

    public AdamW(IReadOnlyList<(string Name, Parameter Value)> parameters, UpdateOptions options, SeedTree seed)
    {
        (_options, _seed) = (options, seed);
        using var none = no_grad();
        _states = [.. parameters.Select(p => new AdamWState(p.Name, p.Value, options))];
    }

    /// <summary>Steps taken.</summary>
    public long Steps { get; set; }

    /// <summary>The state by name, to be saved or overwritten: first and second moments, and what is kept beside the weights.</summary>
    public IEnumerable<(string Name, Tensor Value)> State => _states.SelectMany(s => s.Tensors);

    /// <summary>The weights that are the rounding of what is kept beside them, with that.</summary>
    public IEnumerable<(string Name, Parameter Value, Tensor Master)> Masters => _states
        .Where(s => s.Weight is MasterValues).Select(s => (s.Name, s.Parameter, s.Weight.Beside!.Value.Value));

    /// <summary>Weights in fp32 with what is kept beside them; fresh, owned by the caller's scope.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> ExactValues()
    {
        using var none = no_grad();
        return [.. _states.Select(s => (s.Name, Copy(s)))];

        static Tensor Copy(AdamWState state)
        {
            using var scope = NewDisposeScope();
            return state.Weight.Read(0, state.Parameter.NumberOfElements).clone().view(state.Parameter.shape).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Changes every parameter that has a gradient.</summary>
    /// <param name="rate">Learning rate of this step.</param>
    public void Step(double rate)
    {
        Steps++;
        using var none = no_grad();
        using Scalar decay = (1 - (rate * _options.WeightDecay)).ToScalar(), keepMean = _options.Beta1.ToScalar(),
            addMean = (1 - _options.Beta1).ToScalar(), keepSquare = _options.Beta2.ToScalar(), addSquare = (1 - _options.Beta2).ToScalar(),
            epsilon = _options.Epsilon.ToScalar(), correction = Math.Sqrt(1 - Math.Pow(_options.Beta2, Steps)).ToScalar(),
            size = (-rate / (1 - Math.Pow(_options.Beta1, Steps))).ToScalar();
        var draw = _seed.Child(Steps);
        using var scope = NewDisposeScope();
        var pieces = new List<(AdamWState State, Tensor Gradient, long Start)>();
        foreach (var state in _states)
        {
            if (state.Parameter.grad?.contiguous() is not { } gradient) continue;
            for (long start = 0; start < gradient.NumberOfElements; start += Pieces.Size) pieces.Add((state, gradient, start));
        }

        Workers.Share(pieces.Count, pieces.Count > 0 ? Workers.For(pieces[0].Gradient.device) : 1, (_, first, length) =>
        {
            using var inner = no_grad();
            foreach (var (state, gradient, start) in pieces.GetRange(first, length))
            {
                using var own = NewDisposeScope();
                var count = Math.Min(Pieces.Size, gradient.NumberOfElements - start);
                var slope = gradient.Piece(start, count).to_type(ScalarType.Float32);
                var mean = state.Mean.Read(start, count).mul_(keepMean).add_(slope, addMean);
                var square = state.Square.Read(start, count).mul_(keepSquare).addcmul_(slope, slope, addSquare);
                var weight = state.Weight.Read(start, count).mul_(decay)
                    .addcdiv_(mean, square.sqrt().div_(correction).add_(epsilon, FixedScalars.One), size);
                var random = draw.Child(state.Name);
                state.Mean.Write(start, mean, random.Child("mean").Child(start));
                state.Square.Write(start, square, random.Child("square").Child(start));
                state.Weight.Write(start, weight, random.Child("weight").Child(start));
            }
        });
    }

    public void Dispose()
    {
        foreach (var state in _states) state.Dispose();
    }
}

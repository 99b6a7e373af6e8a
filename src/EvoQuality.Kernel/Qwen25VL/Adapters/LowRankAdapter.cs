using EvoQuality.Foundations;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL.Adapters;

/// <summary>
/// Low-rank matrices beside some linear layers of a model: the layer's output gets scale * x A' B' added. A starts as PEFT's does
/// (uniform within 1 / sqrt(inputs), Kaiming's with a = sqrt(5)), B with zeros, so that a fresh adapter changes nothing.
/// </summary>
public sealed class LowRankAdapter : IDisposable
{
    private readonly OrderedDictionary<string, LowRankPair> _pairs;

    internal LowRankAdapter(AdapterOptions options, IEnumerable<KeyValuePair<string, LowRankPair>> pairs) =>
        (Options, _pairs) = (options, new(pairs, StringComparer.Ordinal));

    /// <summary>Rank, scale and targets.</summary>
    public AdapterOptions Options { get; }

    /// <summary>Published paths of the layers that have matrices.</summary>
    public IReadOnlyList<string> Layers => [.. _pairs.Keys];

    /// <summary>Whether layers of the vision tower are among them.</summary>
    public bool Vision => _pairs.Keys.Any(l => l.StartsWith("visual.", StringComparison.Ordinal));

    /// <summary>The matrices by name: <c>LAYER.lora_A.weight</c> (r, inputs) and <c>LAYER.lora_B.weight</c> (outputs, r), fp32.</summary>
    public IEnumerable<(string Name, Parameter Value)> Parameters => _pairs.SelectMany(p =>
        new[] { ($"{p.Key}.lora_A.weight", p.Value.Down), ($"{p.Key}.lora_B.weight", p.Value.Up) });

    /// <summary>A fresh adapter for an architecture.</summary>
    /// <param name="config">The architecture.</param>
    /// <param name="options">Rank, scale and targets.</param>
    /// <param name="seed">Root of the draws of A; each layer has its own.</param>
    /// <param name="device">Where the model is; default the CPU.</param>
    /// <exception cref="ArgumentException">An option is out of range, or a target names no linear layer.</exception>
    public static LowRankAdapter Create(Qwen25VLConfig config, AdapterOptions options, SeedTree seed, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        using var none = no_grad();
        return new LowRankAdapter(options, LinearShape.Matching(config, options).Select(layer =>
        {
            using var scope = NewDisposeScope();
            using var generator = seed.Child(layer.Layer).Generator();
            var bound = 1 / Math.Sqrt(layer.Inputs);
            var down = empty([options.Rank, layer.Inputs], ScalarType.Float32).uniform_(-bound, bound, generator);
            var pair = new LowRankPair(down.to(device ?? CPU), zeros([layer.Outputs, options.Rank], ScalarType.Float32, device), options.Scale);
            return KeyValuePair.Create(layer.Layer, pair);
        }).ToArray());
    }

    /// <summary>A copy with matrices of its own.</summary>
    public LowRankAdapter Copy() => Of(matrix => matrix.clone());

    /// <summary>The same matrices in the same memory with gradients of their own.</summary>
    internal LowRankAdapter Replica() => Of(matrix => matrix.detach());

    private LowRankAdapter Of(Func<Tensor, Tensor> matrix)
    {
        using var none = no_grad();
        return new LowRankAdapter(Options, _pairs.Select(p =>
            KeyValuePair.Create(p.Key, new LowRankPair(matrix(p.Value.Down), matrix(p.Value.Up), Options.Scale))).ToArray());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pair in _pairs.Values) pair.Dispose();
    }

    /// <exception cref="ArgumentException">A layer is not one of the architecture's, or of another size.</exception>
    internal void ExpectToFit(Qwen25VLConfig config)
    {
        var known = LinearShape.Of(config).ToDictionary(l => l.Layer, StringComparer.Ordinal);
        foreach (var (layer, pair) in _pairs)
        {
            if (!known.TryGetValue(layer, out var shape)) throw new ArgumentException($"The adapter has matrices for {layer}, but the model has no such linear layer.", nameof(config));
            TensorShape.Expect(pair.Down, $"{layer}.lora_A.weight", "(r, inputs)", Options.Rank, shape.Inputs);
            TensorShape.Expect(pair.Up, $"{layer}.lora_B.weight", "(outputs, r)", shape.Outputs, Options.Rank);
        }
    }

    /// <summary>The matrices of a layer; null where it has none.</summary>
    internal LowRankPair? Find(string layer) => _pairs.GetValueOrDefault(layer);

    /// <summary>
    /// A parameter of the model with the adapter merged into it: weight + scale * B A, computed in fp32, in the parameter's type.
    /// One without matrices is returned as it is.
    /// </summary>
    internal Tensor Merge(string name, Tensor value) =>
        name.EndsWith(".weight", StringComparison.Ordinal) && Find(name[..^".weight".Length]) is { } pair ? pair.MergedWith(value) : value;
}

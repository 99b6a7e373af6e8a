using EvoQuality.Foundations;
using EvoQuality.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Grpo.Optimizer;

/// <summary>What a file of optimizer state must say before it is read.</summary>
internal static class UpdateState
{
    /// <summary>(): int64, updates so far.</summary>
    public const string StepsKey = "steps";

    /// <summary>What the tensors alone do not tell.</summary>
    public static IReadOnlyDictionary<string, string> Describe(UpdateOptions options, SeedTree seed) => new Dictionary<string, string>
    {
        ["optimizer"] = "AdamW",
        ["precision"] = options.Precision.ToString(),
        ["moments"] = options.Moments.ToString(),
        ["seed"] = options.Draws ? $"{seed.Seed}" : "none",
    };

    /// <exception cref="InvalidDataException">The first difference, by name.</exception>
    public static void Check(SafetensorsFile file, IReadOnlyDictionary<string, string> expected, IReadOnlyList<(string Name, Tensor Value)> state)
    {
        foreach (var (key, value) in expected)
        {
            var found = file.Metadata.GetValueOrDefault(key, "nothing");
            if (found != value) throw new InvalidDataException($"{file.Path}: expected optimizer state with {key} {value}, found {found}.");
        }

        var left = file.Entries.Keys.ToHashSet(StringComparer.Ordinal);
        Expect(StepsKey, ScalarType.Int64, []);
        foreach (var (name, value) in state) Expect(name, value.dtype, value.shape);
        if (left.Count > 0) throw new InvalidDataException($"{file.Path}: {left.Order(StringComparer.Ordinal).First()} belongs to no parameter that is trained here.");

        void Expect(string name, ScalarType type, long[] shape)
        {
            if (!left.Remove(name)) throw new InvalidDataException($"{file.Path}: expected the tensor {name}, but the file has none.");
            var entry = file.Entries[name];
            if (entry.Type != type || !entry.Shape.AsSpan().SequenceEqual(shape))
                throw new InvalidDataException($"{file.Path}: {name} should be {type} ({string.Join(", ", shape)}), but is {entry.Type} ({string.Join(", ", entry.Shape)}).");
        }
    }

    /// <exception cref="InvalidDataException">A weight is not the rounding of the master weight in the file.</exception>
    public static void CheckMasters(SafetensorsFile file, IEnumerable<(string Name, Parameter Value, Tensor Master)> masters)
    {
        foreach (var (name, value, _) in masters)
        {
            using var scope = NewDisposeScope();
            var rounded = file.Read($"master.{name}").to(value.dtype, value.device);
            if (!rounded.eq(value).all().item<bool>())
                throw new InvalidDataException($"{file.Path}: {name} is not the weight this state was saved with; load the weights of the same step first.");
        }
    }
}

using EvoQuality.Weights;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>
/// A model folder in the published layout: <c>config.json</c> and the weights, in one file or in shards. Two families of
/// weight names are in use (<c>visual.*, model.*</c> and, since transformers 4.52, <c>model.visual.*, model.language_model.*</c>);
/// both are read, the published one is written.
/// </summary>
public static class CheckpointFolder
{
    /// <summary>File that holds the architecture.</summary>
    public const string ConfigName = "config.json";

    /// <summary>File that holds the weights.</summary>
    public const string WeightsName = SafetensorsFolder.FileName;

    private static readonly ScalarType[] Types = [ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16];

    /// <summary>
    /// Reads a model. Weights that are stored in the type asked for stay in the file's pages when they go to the CPU
    /// (<see cref="SafetensorsFile.Map"/>); others are read piece by piece, so nothing is in memory twice.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="type">Float32, BFloat16 or Float16; default Float32, whatever the files hold.</param>
    /// <param name="device">Where the weights go; default the CPU.</param>
    /// <param name="checkFinite">Whether to read all weights at once and refuse those that are NaN or infinite, also by conversion.</param>
    /// <exception cref="FileNotFoundException">Configuration, weights or a shard is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or a tensor is missing, unknown or of the wrong shape; the message names both.</exception>
    public static Qwen25VLModel Load(string folder, ScalarType? type = null, Device? device = null, bool checkFinite = false)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"{folder}: expected a model folder, but there is none.");
        var wanted = type ?? ScalarType.Float32;
        if (!Types.Contains(wanted)) throw new ArgumentException($"Weights are read as {string.Join(", ", Types)}, not as {wanted}.", nameof(type));
        var config = ConfigFile.Load(Path.Combine(folder, ConfigName));
        using var weights = SafetensorsFolder.Open(folder);
        var places = Match(config, weights);
        return Qwen25VLModel.Around(config, name =>
        {
            using var scope = NewDisposeScope();
            var (file, key) = places[name];
            var mapped = file.Entries[key].Type == wanted && (device is null || device.type == TorchSharp.DeviceType.CPU);
            var value = mapped ? file.Map(key) : file.Read(key, wanted, device);
            if (checkFinite) ExpectFinite(value, file, key);
            return value.MoveToOuterDisposeScope();
        });
    }

    /// <summary>Reads a folder's weights over those of a model of the same architecture, in the model's type and on its device.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, unknown or of the wrong shape; the message names file and tensor.</exception>
    public static void LoadInto(Qwen25VLModel model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var weights = SafetensorsFolder.Open(folder);
        var places = Match(model.Config, weights); // all are checked before the first weight changes
        foreach (var (name, parameter) in model.named_parameters()) places[name].File.ReadInto(places[name].Key, parameter);
    }

    /// <summary>
    /// Writes configuration and weights in the model's own type, each file whole or not at all; a tied output layer is not stored.
    /// An adapter is merged into the weights, one at a time.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">Made where it is missing; weights of an earlier save are replaced.</param>
    /// <param name="shardBytes">Most bytes of weights in one file; more are written as shards with their index.</param>
    public static void Save(Qwen25VLModel model, string folder, long shardBytes = SafetensorsShards.UsualLimit)
    {
        ArgumentNullException.ThrowIfNull(model);
        SafetensorsShards.Write(
            folder, [.. model.named_parameters().Select(p => (p.name, (Tensor)p.parameter))], shardBytes, model.Adapter is { } adapter ? adapter.Merge : null);
        ConfigFile.Save(Path.Combine(folder, ConfigName), model.Config, model.Type);
    }

    /// <summary>Where each weight of the architecture is. Nothing is allocated for sizes that the files do not bear out.</summary>
    private static Dictionary<string, (SafetensorsFile File, string Key)> Match(Qwen25VLConfig config, SafetensorsFolder weights)
    {
        var stored = Stored(weights);
        if (config.Text.TieWordEmbeddings) stored.Remove("lm_head.weight"); // a copy of the embedding, where it is stored at all
        var places = new Dictionary<string, (SafetensorsFile File, string Key)>(StringComparer.Ordinal);
        foreach (var (name, shape) in WeightManifest.Of(config))
        {
            if (!stored.Remove(name, out var place))
                throw new InvalidDataException($"{weights.Path}: expected the tensor {name}, but the file has none.");
            var entry = place.File.Entries[place.Key];
            if (!entry.Shape.AsSpan().SequenceEqual(shape))
                throw new InvalidDataException($"{place.File.Path}: {name} should have shape ({string.Join(", ", shape)}) by {ConfigName}, but has ({string.Join(", ", entry.Shape)}).");
            if (!Types.Contains(entry.Type))
                throw new InvalidDataException($"{place.File.Path}: {name} should be of type {string.Join(" or ", Types)}, but is {entry.Type}.");
            places.Add(name, place);
        }

        return stored.Count == 0
            ? places
            : throw new InvalidDataException($"{weights.Path}: {stored.Count} tensors do not belong to this architecture, first {stored.Keys.Order(StringComparer.Ordinal).First()}.");
    }

    /// <summary>The files' keys by published name.</summary>
    private static Dictionary<string, (SafetensorsFile File, string Key)> Stored(SafetensorsFolder weights)
    {
        var stored = new Dictionary<string, (SafetensorsFile File, string Key)>(StringComparer.Ordinal);
        foreach (var (key, file) in weights.Holders)
            if (!stored.TryAdd(PublishedName(key), (file, key)))
                throw new InvalidDataException($"{weights.Path}: {key} and {stored[PublishedName(key)].Key} are two names of one tensor.");
        return stored;
    }

    /// <summary>The published name of a tensor under either family of names.</summary>
    internal static string PublishedName(string key)
    {
        const string Visual = "model.visual.", Language = "model.language_model.";
        if (key.StartsWith(Visual, StringComparison.Ordinal)) return "visual." + key[Visual.Length..];
        return key.StartsWith(Language, StringComparison.Ordinal) ? "model." + key[Language.Length..] : key;
    }

    private static void ExpectFinite(Tensor value, SafetensorsFile file, string key)
    {
        const long Step = 1 << 22; // the check makes several temporary copies of what it looks at
        using var scope = NewDisposeScope();
        var flat = value.view(value.NumberOfElements);
        for (long start = 0; start < flat.NumberOfElements; start += Step)
        {
            using var finite = flat.narrow(0, start, Math.Min(Step, flat.NumberOfElements - start)).isfinite();
            using var all = finite.all();
            if (all.item<bool>()) continue;
            throw new InvalidDataException($"{file.Path}: {key} holds values that are not finite{(file.Entries[key].Type == value.dtype ? "" : $" as {value.dtype}")}.");
        }
    }
}

using EvoQuality.Weights;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL;

/// <summary>
/// A model folder in the published layout: <c>config.json</c> and <c>model.safetensors</c>. Two families of weight names
/// are in use (<c>visual.*, model.*</c> and, since transformers 4.52, <c>model.visual.*, model.language_model.*</c>);
/// both are read, the published one is written.
/// </summary>
public static class CheckpointFolder
{
    /// <summary>File that holds the architecture.</summary>
    public const string ConfigName = "config.json";

    /// <summary>File that holds the weights.</summary>
    public const string WeightsName = "model.safetensors";

    /// <summary>Reads a model in fp32 onto the CPU.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, unknown or of the wrong shape; the message names file and tensor.</exception>
    public static Qwen25VLModel Load(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"{folder}: expected a model folder, but there is none.");
        var model = new Qwen25VLModel(ConfigFile.Load(Path.Combine(folder, ConfigName)));
        try
        {
            LoadInto(model, folder);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Reads a folder's weights into a model of the same architecture.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, unknown or of the wrong shape; the message names file and tensor.</exception>
    public static void LoadInto(Qwen25VLModel model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var file = SafetensorsFile.Open(Path.Combine(folder, WeightsName));
        Fill(model, file);
    }

    /// <summary>Writes configuration and weights, each file whole or not at all.</summary>
    public static void Save(Qwen25VLModel model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        SafetensorsWriter.Write(
            Path.Combine(folder, WeightsName), [.. model.named_parameters().Select(p => (p.name, (Tensor)p.parameter))]);
        ConfigFile.Save(Path.Combine(folder, ConfigName), model.Config);
    }

    private static void Fill(Qwen25VLModel model, SafetensorsFile file)
    {
        var stored = Stored(file);
        if (model.Config.Text.TieWordEmbeddings) stored.Remove("lm_head.weight"); // a copy of the embedding, where it is stored at all
        var matched = new List<(Tensor Parameter, string Key)>(); // all are checked before the first weight changes
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (!stored.Remove(name, out var key))
                throw new InvalidDataException($"{file.Path}: expected the tensor {name}, but the file has none.");
            var found = file.Entries[key].Shape;
            if (!found.AsSpan().SequenceEqual(parameter.shape))
                throw new InvalidDataException($"{file.Path}: {name} should have shape ({string.Join(", ", parameter.shape)}) by {ConfigName}, but has ({string.Join(", ", found)}).");
            matched.Add((parameter, key));
        }

        if (stored.Count > 0)
            throw new InvalidDataException($"{file.Path}: {stored.Count} tensors do not belong to this architecture, first {stored.Keys.Order(StringComparer.Ordinal).First()}.");
        using var none = no_grad();
        foreach (var (parameter, key) in matched)
        {
            using var value = file.Read(key);
            parameter.copy_(value);
        }
    }

    /// <summary>The file's keys by published name.</summary>
    private static Dictionary<string, string> Stored(SafetensorsFile file)
    {
        var stored = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in file.Entries.Keys)
            if (!stored.TryAdd(PublishedName(key), key))
                throw new InvalidDataException($"{file.Path}: {key} and {stored[PublishedName(key)]} are two names of one tensor.");
        return stored;
    }

    private static string PublishedName(string key)
    {
        const string Visual = "model.visual.", Language = "model.language_model.";
        if (key.StartsWith(Visual, StringComparison.Ordinal)) return "visual." + key[Visual.Length..];
        return key.StartsWith(Language, StringComparison.Ordinal) ? "model." + key[Language.Length..] : key;
    }
}

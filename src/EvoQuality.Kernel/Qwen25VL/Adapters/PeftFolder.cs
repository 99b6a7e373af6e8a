using System.Text.Json;
using System.Text.Json.Nodes;
using EvoQuality.Foundations;
using EvoQuality.Weights;
using static TorchSharp.torch;

namespace EvoQuality.Qwen25VL.Adapters;

/// <summary>
/// An adapter in the layout of Hugging Face's PEFT: <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>, whose names
/// follow transformers' modules (<c>base_model.model.model.language_model.layers.0.self_attn.q_proj.lora_A.weight</c>). Those of
/// transformers before 4.52 are read too; the present ones are written.
/// </summary>
public static class PeftFolder
{
    /// <summary>Rank, alpha and targets.</summary>
    public const string ConfigName = "adapter_config.json";

    /// <summary>The matrices.</summary>
    public const string WeightsName = "adapter_model.safetensors";

    private const string Prefix = "base_model.model.";
    private const string DownEnd = ".lora_A.weight";
    private const string UpEnd = ".lora_B.weight";

    /// <summary>Settings of PEFT that change what an adapter computes and are not built here: they must be missing, empty or false.</summary>
    private static readonly string[] Unsupported =
    [
        "use_dora", "use_rslora", "use_qalora", "use_bdlora", "fan_in_fan_out", "lora_bias", "modules_to_save", "rank_pattern", "alpha_pattern",
        "layer_replication", "alora_invocation_tokens", "trainable_token_indices", "target_parameters", "arrow_config", "kasa_config",
        "velora_config", "monteclora_config",
    ];

    /// <summary>Writes an adapter, each file whole or not at all.</summary>
    /// <param name="adapter">What to write.</param>
    /// <param name="folder">Made where it is missing.</param>
    /// <param name="baseModel">Name or folder of the model it belongs to, as PEFT's <c>base_model_name_or_path</c>.</param>
    public static void Save(LowRankAdapter adapter, string folder, string baseModel)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        SafetensorsWriter.Write(
            Path.Combine(folder, WeightsName), [.. adapter.Parameters.Select(p => (Prefix + ModuleName(p.Name), (Tensor)p.Value))]);
        var json = new JsonObject
        {
            ["peft_type"] = "LORA",
            ["task_type"] = "CAUSAL_LM",
            ["base_model_name_or_path"] = baseModel,
            ["r"] = adapter.Options.Rank,
            ["lora_alpha"] = adapter.Options.Alpha,
            ["lora_dropout"] = 0.0,
            ["bias"] = "none",
            ["fan_in_fan_out"] = false,
            ["init_lora_weights"] = true,
            ["inference_mode"] = true,
            ["modules_to_save"] = null,
            ["use_dora"] = false,
            ["use_rslora"] = false,
            ["rank_pattern"] = new JsonObject(),
            ["alpha_pattern"] = new JsonObject(),
            ["target_modules"] = new JsonArray([.. adapter.Layers.Select(l => (JsonNode)TargetName(l))]),
        };
        AtomicFile.WriteAllText(Path.Combine(folder, ConfigName), json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    /// <summary>Reads an adapter for an architecture.</summary>
    /// <param name="folder">Holds the two files.</param>
    /// <param name="config">The architecture it is to fit.</param>
    /// <param name="device">Where the model is; default the CPU.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, the adapter is of a kind not built here, or it does not fit the architecture; the message names file and place.</exception>
    public static LowRankAdapter Load(string folder, Qwen25VLConfig config, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        var (rank, alpha) = ReadConfig(Path.Combine(folder, ConfigName));
        using var file = SafetensorsFile.Open(Path.Combine(folder, WeightsName));
        var left = Keys(file);
        var found = new List<LinearShape>();
        foreach (var layer in LinearShape.Of(config))
        {
            if (!left.Remove(layer.Layer + DownEnd, out var down)) continue;
            if (!left.Remove(layer.Layer + UpEnd, out var up)) throw new InvalidDataException($"{file.Path}: {down} has no lora_B beside it.");
            Expect(file, down, [rank, layer.Inputs]);
            Expect(file, up, [layer.Outputs, rank]);
            found.Add(layer);
        }

        if (left.Count > 0) throw new InvalidDataException($"{file.Path}: {left.Values.Order(StringComparer.Ordinal).First()} belongs to no linear layer of this architecture.");
        if (found.Count == 0) throw new InvalidDataException($"{file.Path}: expected matrices of an adapter, found none.");
        var keys = Keys(file);
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var options = new AdapterOptions { Rank = rank, Alpha = alpha, Targets = [.. found.Select(l => l.Layer)], Vision = found.Any(l => l.IsVision) };
        Tensor Read(string name) => file.Read(keys[name], ScalarType.Float32, device);
        return new LowRankAdapter(options, found.Select(l =>
            KeyValuePair.Create(l.Layer, new LowRankPair(Read(l.Layer + DownEnd), Read(l.Layer + UpEnd), options.Scale))).ToArray());
    }

    /// <summary>The path of a layer or parameter in transformers' model.</summary>
    private static string ModuleName(string published) => published.StartsWith("visual.", StringComparison.Ordinal)
        ? "model." + published
        : "model.language_model." + published["model.".Length..];

    /// <summary>The end of a path, which names a layer under both families of names and no layer of the other tower.</summary>
    private static string TargetName(string layer) => layer[(layer.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>The file's keys by published name.</summary>
    private static Dictionary<string, string> Keys(SafetensorsFile file)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in file.Entries.Keys)
        {
            if (!key.StartsWith(Prefix, StringComparison.Ordinal)) throw new InvalidDataException($"{file.Path}: expected names that start with {Prefix}, found {key}.");
            if (!keys.TryAdd(CheckpointFolder.PublishedName(key[Prefix.Length..]), key)) throw new InvalidDataException($"{file.Path}: {key} is there under two names.");
        }

        return keys;
    }

    private static void Expect(SafetensorsFile file, string key, long[] shape)
    {
        var found = file.Entries[key].Shape;
        if (!found.AsSpan().SequenceEqual(shape))
            throw new InvalidDataException($"{file.Path}: {key} should have shape ({string.Join(", ", shape)}), but has ({string.Join(", ", found)}).");
    }

    private static (int Rank, double Alpha) ReadConfig(string path)
    {
        const long MostBytes = 1 << 24; // lists of targets can be long
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: the adapter's configuration is missing.", path);
        if (new FileInfo(path).Length > MostBytes) throw new InvalidDataException($"{path}: expected at most {MostBytes} bytes, found {new FileInfo(path).Length}.");
        try
        {
            var json = JsonNode.Parse(File.ReadAllBytes(path), documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject
                       ?? throw new InvalidDataException($"{path}: expected a JSON object.");
            var kind = json["peft_type"]?.ToString();
            if (kind != "LORA") throw new InvalidDataException($"{path}: expected peft_type LORA, found {kind ?? "none"}.");
            foreach (var key in Unsupported)
                if (!IsOff(json[key])) throw new InvalidDataException($"{path}: {key} is {json[key]!.ToJsonString()}, which is not built here.");
            if (json["bias"]?.ToString() is { } bias and not "none") throw new InvalidDataException($"{path}: bias is {bias}, expected none.");
            if (json["r"] is not { } r || json["lora_alpha"] is not { } scaled) throw new InvalidDataException($"{path}: expected r and lora_alpha, but one is missing.");
            var (rank, alpha) = (r.GetValue<int>(), scaled.GetValue<double>());
            if (rank < 1 || !(alpha > 0)) throw new InvalidDataException($"{path}: expected r and lora_alpha above 0, found {rank} and {alpha}.");
            return (rank, alpha);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException) // a value is not a number
        {
            throw new InvalidDataException($"{path}: expected an adapter's configuration with r and lora_alpha, but it does not read: {e.Message}", e);
        }
    }

    private static bool IsOff(JsonNode? value) => value switch
    {
        null => true,
        JsonObject o => o.Count == 0,
        JsonArray a => a.Count == 0,
        _ => value.GetValueKind() == JsonValueKind.False,
    };
}

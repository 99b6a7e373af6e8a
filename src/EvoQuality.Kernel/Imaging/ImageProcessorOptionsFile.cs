using System.Text.Json;
using System.Text.Json.Nodes;
using EvoQuality.Foundations;

namespace EvoQuality.Imaging;

/// <content>Reading and writing <c>preprocessor_config.json</c>.</content>
public sealed partial record ImageProcessorOptions
{
    private const double RescaleFactor = 1 / 255.0;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>
    /// Reads a model folder's <c>preprocessor_config.json</c> or, where it has none, the <c>processor_config.json</c> that
    /// transformers 5 writes instead.
    /// </summary>
    /// <exception cref="FileNotFoundException">The folder has neither.</exception>
    /// <exception cref="InvalidDataException">Names the file and the missing or wrong key.</exception>
    public static ImageProcessorOptions LoadFolder(string folder)
    {
        var (published, joined) = (Path.Combine(folder, "preprocessor_config.json"), Path.Combine(folder, "processor_config.json"));
        return Load(!File.Exists(published) && File.Exists(joined) ? joined : published);
    }

    /// <summary>
    /// Reads the file; in one that joins several processors, the section <c>image_processor</c>. Pixel limits may be spelled <c>min_pixels</c>/<c>max_pixels</c> or
    /// <c>size.shortest_edge</c>/<c>size.longest_edge</c>; the former win where both are there, as in
    /// transformers.
    /// </summary>
    /// <exception cref="InvalidDataException">Names the file and the missing or wrong key.</exception>
    public static ImageProcessorOptions Load(string preprocessorConfigJsonPath)
    {
        var path = preprocessorConfigJsonPath;
        var root = Parse(path);
        root = root["image_processor"] as JsonObject ?? root;
        if (root["resample"] is { } resample && !IsNumber(resample, 3))
            throw Fault(path, "resample", "3 (bicubic)", resample);
        if (root["rescale_factor"] is { } factor && !IsNumber(factor, RescaleFactor))
            throw Fault(path, "rescale_factor", "1/255", factor);
        foreach (var step in new[] { "do_resize", "do_rescale", "do_normalize", "do_convert_rgb" })
        {
            if (root[step] is { } flag && flag.GetValueKind() != JsonValueKind.True)
                throw Fault(path, step, "true", flag);
        }


        var size = root["size"] as JsonObject ?? [];
        var options = new ImageProcessorOptions
        {
            MinPixels = Whole(path, "min_pixels", root["min_pixels"] ?? size["shortest_edge"]),
            MaxPixels = Whole(path, "max_pixels", root["max_pixels"] ?? size["longest_edge"]),
            PatchSize = Whole(path, "patch_size", root["patch_size"]),
            TemporalPatchSize = Whole(path, "temporal_patch_size", root["temporal_patch_size"]),
            MergeSize = Whole(path, "merge_size", root["merge_size"]),
            Mean = Triple(path, "image_mean", root["image_mean"]),
            Std = Triple(path, "image_std", root["image_std"]),
        };
        return options.Faults().FirstOrDefault() is { } fault
            ? throw new InvalidDataException($"{path}: {fault}.")
            : options;
    }

    /// <summary>Writes the file as transformers reads it, with both spellings of the pixel limits.</summary>
    public void Save(string path)
    {
        Validate();
        var root = new JsonObject
        {
            ["do_convert_rgb"] = true,
            ["do_normalize"] = true,
            ["do_rescale"] = true,
            ["do_resize"] = true,
            ["image_mean"] = new JsonArray([.. Mean.Select(v => JsonValue.Create(v))]),
            ["image_processor_type"] = "Qwen2VLImageProcessor",
            ["image_std"] = new JsonArray([.. Std.Select(v => JsonValue.Create(v))]),
            ["max_pixels"] = MaxPixels,
            ["merge_size"] = MergeSize,
            ["min_pixels"] = MinPixels,
            ["patch_size"] = PatchSize,
            ["processor_class"] = "Qwen2_5_VLProcessor",
            ["resample"] = 3,
            ["rescale_factor"] = RescaleFactor,
            ["size"] = new JsonObject { ["longest_edge"] = MaxPixels, ["shortest_edge"] = MinPixels },
            ["temporal_patch_size"] = TemporalPatchSize,
        };
        AtomicFile.WriteAllText(path, root.ToJsonString(Indented) + "\n");
    }

    private static JsonObject Parse(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"{path}: expected a preprocessor_config.json, found no such file.", path);
        }

        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject
                   ?? throw new InvalidDataException($"{path}: expected a JSON object.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: expected JSON, found a fault in line {e.LineNumber + 1}.", e);
        }
    }

    private static int Whole(string path, string key, JsonNode? node) =>
        node is JsonValue v && v.TryGetValue(out int whole)
            ? whole
            : throw Fault(path, key, "a whole number", node);

    private static double[] Triple(string path, string key, JsonNode? node)
    {
        var values = (node as JsonArray)?
            .Select(v => v is JsonValue n && n.TryGetValue(out double d) ? d : double.NaN)
            .ToArray();
        return values is { Length: 3 } && values.All(double.IsFinite)
            ? values
            : throw Fault(path, key, "3 numbers", node);
    }

    private static bool IsNumber(JsonNode node, double value) =>
        node is JsonValue v && v.TryGetValue(out double found) && Math.Abs(found - value) < 1e-9;

    private static InvalidDataException Fault(string path, string key, string expected, JsonNode? found) =>
        new($"{path}: key '{key}': expected {expected}, found {found?.ToJsonString() ?? "nothing"}.");
}

using EvoQuality.Foundations;
using EvoQuality.Qwen25VL;
using TorchSharp;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Speed;

/// <summary>The model that is measured: a checkpoint, or random weights where the folder holds config.json alone.</summary>
internal static class SpeedModel
{
    /// <summary>Pixels that a merged cell spans, by the folder's config.json.</summary>
    public static int Cell(string folder)
    {
        var vision = ConfigFile.Load(Path.Combine(folder, CheckpointFolder.ConfigName)).Vision;
        return vision.PatchSize * vision.SpatialMergeSize;
    }

    /// <summary>Loads or makes a model of the given type on the given device.</summary>
    public static Qwen25VLModel Load(string folder, ScalarType type, Device device)
    {
        NativeTorch.EnsureLoaded();
        using var none = no_grad();
        var model = Directory.EnumerateFiles(folder, "*.safetensors").Any()
            ? CheckpointFolder.Load(folder)
            : Random(ConfigFile.Load(Path.Combine(folder, CheckpointFolder.ConfigName)), type, device);
        model.to(device).to(type);
        return model;
    }

    /// <summary>Weights are drawn where they will be: seven billion of them would take minutes elsewhere.</summary>
    private static Qwen25VLModel Random(Qwen25VLConfig config, ScalarType type, Device device)
    {
        var (usualType, usualDevice) = (get_default_dtype(), get_default_device());
        Qwen25VLModel model;
        try
        {
            set_default_dtype(type);
            set_default_device(device);
            model = new Qwen25VLModel(config);
        }
        finally
        {
            set_default_dtype(usualType);
            set_default_device(usualDevice);
        }

        model.to(device).to(type);
        using var generator = new Generator(1, device);
        foreach (var (_, parameter) in model.named_parameters())
            if (parameter.dim() > 1) parameter.normal_(0, 0.02, generator);
        return model;
    }
}

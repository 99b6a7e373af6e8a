using System.CommandLine;
using EvoQuality.Qwen25VL;
using EvoQuality.Weights;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Commands;

/// <summary><c>resave FOLDER NEW_FOLDER [--type T] [--shard-bytes N]</c>: loads a checkpoint and saves it anew, for environment/reference/check_checkpoint.py.</summary>
public static class ResaveCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var source = new Argument<string>("FOLDER") { Description = "A model folder in the published layout." };
        var target = new Argument<string>("NEW_FOLDER") { Description = "Where configuration and weights go." };
        var type = new Option<ScalarType>("--type") { Description = "Float32, BFloat16 or Float16.", DefaultValueFactory = _ => ScalarType.Float32 };
        var limit = new Option<long>("--shard-bytes") { Description = "Most bytes of weights in one file.", DefaultValueFactory = _ => SafetensorsShards.UsualLimit };
        var command = new Command("resave", "Load a checkpoint and save it anew.") { source, target, type, limit };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(target);
            using var model = CheckpointFolder.Load(parsed.GetRequiredValue(source), parsed.GetValue(type));
            CheckpointFolder.Save(model, folder, parsed.GetValue(limit));
            GenerationConfig.Save(Path.Combine(folder, "generation_config.json"), model.Config);
        });
        return command;
    }
}

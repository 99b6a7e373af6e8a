using EvoQuality.Generation;
using EvoQuality.Qwen25VL;
using EvoQuality.Qwen25VL.Adapters;
using static TorchSharp.torch;

namespace EvoQuality.Evolution;

/// <summary>What a training changes, on disk: all weights as a model folder, or the low-rank adapter in PEFT's layout.</summary>
public static class TrainedWeights
{
    /// <summary>Writes what training has changed.</summary>
    public static void Save(QwenPolicy policy, string folder)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.Model.Adapter is { } adapter) PeftFolder.Save(adapter, folder, "");
        else CheckpointFolder.Save(policy.Model, folder);
    }

    /// <summary>Reads it over what the policy has.</summary>
    /// <exception cref="InvalidDataException">The folder does not fit the policy.</exception>
    public static void LoadInto(QwenPolicy policy, string folder)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.Model.Adapter is { } adapter)
        {
            using var stored = PeftFolder.Load(folder, policy.Model.Config, policy.Model.Device);
            var values = stored.Parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
            using var none = no_grad();
            foreach (var (name, value) in adapter.Parameters)
            {
                if (!values.TryGetValue(name, out var kept)) throw new InvalidDataException($"{folder}: expected the adapter's matrix {name}, but there is none.");
                value.copy_(kept);
            }
        }
        else
        {
            CheckpointFolder.LoadInto(policy.Model, folder);
        }

        policy.WeightsChanged();
    }

    /// <summary>A version of a run as a policy of its own.</summary>
    /// <param name="start">The policy that the run started from.</param>
    /// <param name="folder">What <see cref="Save"/> wrote.</param>
    public static QwenPolicy Version(QwenPolicy start, string folder)
    {
        ArgumentNullException.ThrowIfNull(start);
        if (File.Exists(Path.Combine(folder, PeftFolder.ConfigName)))
            return start.WithAdapter(PeftFolder.Load(folder, start.Model.Config, start.Model.Device));
        var policy = start.Clone();
        try
        {
            LoadInto(policy, folder);
            return policy;
        }
        catch
        {
            policy.Dispose();
            throw;
        }
    }
}

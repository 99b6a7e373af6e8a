using System.Security.Cryptography;
using System.Text;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using static TorchSharp.torch;

namespace EvoQuality.Evaluation;

/// <summary>A name for the exact state of a policy.</summary>
public static class PolicyHash
{
    private static readonly string[] Files = ["*.json", "*.safetensors", "merges.txt"];

    /// <summary>SHA-256 of a model folder: names and bytes of configuration, weights and tokenizer.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="hashes">Where hashes of its files are remembered; null reads every byte.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The folder has none of these files.</exception>
    public static string OfFolder(string folder, RememberedHashes? hashes = null)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"{folder}: expected a model folder, found no such folder.");
        string[] files = [.. Files.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern)).Distinct().Order(StringComparer.Ordinal)];
        if (files.Length == 0) throw new InvalidDataException($"{folder}: expected a model's files, found none.");
        hashes ??= new RememberedHashes(null);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{Path.GetFileName(file)}:"));
            hash.AppendData(Convert.FromHexString(hashes.Of(file)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>SHA-256 of a policy in memory: names and values of all weights, and of the adapter's matrices with their scale. For policies that were trained and not saved.</summary>
    public static string Of(QwenPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, parameter) in policy.Model.WeightsAndAdapter)
        {
            using var scope = NewDisposeScope();
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}:{parameter.dtype}:"));
            hash.AppendData(parameter.detach().cpu().contiguous().bytes);
        }

        if (policy.Model.Adapter is { } adapter) hash.AppendData(BitConverter.GetBytes(adapter.Options.Scale));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EvoQuality.Datasets;
using EvoQuality.Qwen25VL;
using EvoQuality.Weights;
using static TorchSharp.torch;

namespace EvoQuality.Generation;

/// <summary>
/// Encoded images on disk, so that the next process need not encode them again. A file's name is the hash of the tower's
/// weights and of the image's patch rows: another policy, picture or picture size is another file. Files used longest ago
/// leave when the folder grows beyond its limit.
/// </summary>
internal sealed class FeatureFolder
{
    private const string Key = "features";
    private const double Kept = 0.9; // of the limit, so that not every write has to make room
    private readonly string _folder;
    private readonly long _limit;
    private readonly byte[] _version;
    private long _bytes;

    /// <param name="folder">Made where it is missing.</param>
    /// <param name="limit">Bytes of all files.</param>
    /// <param name="model">Its vision weights and what an adapter has there are hashed now; the folder serves this version alone.</param>
    public FeatureFolder(string folder, long limit, Qwen25VLModel model)
    {
        Directory.CreateDirectory(folder);
        (_folder, _limit, _version) = (folder, limit, VersionOf(model));
        _bytes = Files().Sum(f => f.Bytes);
    }

    /// <summary>Features of an image, from disk where they are, else encoded and written; owned by the caller's scope.</summary>
    public Tensor Load(IqaImage image, Qwen25VLModel model, ImageStore store)
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, NameOf(image, store));
        if (!TryRead(path, model, out var encoded))
        {
            encoded = VisionFeatures.Encode(model, store, [image])[0];
            SafetensorsWriter.Write(path, [(Key, encoded)]);
            _bytes += new FileInfo(path).Length;
            if (_bytes > _limit) Trim();
        }

        return encoded.MoveToOuterDisposeScope();
    }

    private static bool TryRead(string path, Qwen25VLModel model, out Tensor features)
    {
        features = null!;
        try
        {
            using var file = SafetensorsFile.Open(path);
            features = file.Read(Key).to(model.Type, model.Device);
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow); // the time of the last use
            return true;
        }
        catch (FileNotFoundException) // not kept, or another process let it go just now
        {
            return features is not null;
        }
    }

    private string NameOf(IqaImage image, ImageStore store)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var patches = store.Patches([image]);
        var grid = store.GridOf(image);
        hash.AppendData(_version);
        hash.AppendData(MemoryMarshal.AsBytes<int>([grid.Time, grid.Height, grid.Width]));
        hash.AppendData(patches.bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) + ".safetensors";
    }

    private static byte[] VersionOf(Qwen25VLModel model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, parameter) in model.WeightsAndAdapter)
        {
            if (!name.StartsWith("visual.", StringComparison.Ordinal)) continue;
            using var scope = NewDisposeScope();
            hash.AppendData(parameter.detach().cpu().contiguous().bytes);
        }

        if (model.Adapter is { Vision: true } adapter) hash.AppendData(BitConverter.GetBytes(adapter.Options.Scale));
        return hash.GetHashAndReset();
    }

    private void Trim()
    {
        var files = Files().OrderBy(f => f.File.LastWriteTimeUtc).ToArray();
        _bytes = files.Sum(f => f.Bytes);
        foreach (var (file, bytes) in files)
        {
            if (_bytes <= _limit * Kept) return;
            _bytes -= bytes;
            file.Delete();
        }
    }

    /// <summary>What is there, with its bytes; a file that another process lets go meanwhile is left out.</summary>
    private IEnumerable<(FileInfo File, long Bytes)> Files()
    {
        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles("*.safetensors"))
        {
            file.Refresh(); // asks the disk once: both answers below are of the same moment
            if (file.Exists) yield return (file, file.Length);
        }
    }
}

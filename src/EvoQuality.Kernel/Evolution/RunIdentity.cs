using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using static TorchSharp.torch;

namespace EvoQuality.Evolution;

/// <summary>What makes two runs the same run: a folder is gone on with only by what it was started with.</summary>
/// <param name="Format">Layout of the run folder.</param>
/// <param name="Kit">Version of this library.</param>
/// <param name="Seed">Root of every draw.</param>
/// <param name="Policy">Hash of the start's weights.</param>
/// <param name="Pool">Hash of the names and opinion scores of the pool.</param>
/// <param name="Test">The same of the test set; empty without one.</param>
/// <param name="Added">What adds pairs; empty for nothing.</param>
/// <param name="Options">All settings.</param>
public sealed record RunIdentity(
    int Format, string Kit, ulong Seed, string Policy, string Pool, string Test, string Added, EvolutionOptions Options)
{
    private const int CurrentFormat = 1;

    /// <summary>Describes a run that is about to start or to go on.</summary>
    public static RunIdentity Of(
        QwenPolicy start, ImageSet pool, ImageSet? test, IAddedPairSource? added, EvolutionOptions options, SeedTree seed)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(pool);
        return new(
            CurrentFormat, KitVersions.All["evoquality"], seed.Seed, HashOf(start), HashOf(pool), test is null ? "" : HashOf(test),
            added?.ToString() ?? "", options);
    }

    /// <summary>Hash of a policy's weights and adapter, names and the adapter's scale included.</summary>
    public static string HashOf(QwenPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, parameter) in policy.Model.WeightsAndAdapter)
        {
            using var scope = NewDisposeScope();
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(parameter.detach().cpu().contiguous().bytes);
        }

        if (policy.Model.Adapter is { } adapter) hash.AppendData(BitConverter.GetBytes(adapter.Options.Scale));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Compares with what a folder was started with.</summary>
    /// <param name="stored">The other identity as it was written.</param>
    /// <param name="file">Where it was read.</param>
    /// <exception cref="InvalidDataException">They differ; the message names the first differences.</exception>
    public void Expect(JsonNode stored, string file)
    {
        string[] differences = [.. Differences(JsonSerializer.SerializeToNode(this, RunFolder.Format), stored, "").Take(4)];
        if (differences.Length > 0)
            throw new InvalidDataException($"{file}: the run in this folder was started otherwise ({string.Join("; ", differences)}); go on with what it was started with, or choose another folder.");
    }

    private static IEnumerable<string> Differences(JsonNode? now, JsonNode? then, string place)
    {
        if (now is JsonObject a && then is JsonObject b)
        {
            foreach (var name in a.Select(p => p.Key).Union(b.Select(p => p.Key)))
                foreach (var difference in Differences(a[name], b[name], place.Length == 0 ? name : $"{place}.{name}")) yield return difference;
        }
        else if (!JsonNode.DeepEquals(now, then))
        {
            yield return $"{place} was {Text(then)}, is {Text(now)}";
        }
    }

    private static string Text(JsonNode? value)
    {
        const int Shown = 12; // of a hash
        var text = value?.ToJsonString() ?? "nothing";
        return text.Length > 40 ? text[..Shown] + "…" : text;
    }

    internal static string HashOf(ImageSet set) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\n', set.Images.Select(i => $"{i.Id}\t{i.Mos?.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}")))));
}

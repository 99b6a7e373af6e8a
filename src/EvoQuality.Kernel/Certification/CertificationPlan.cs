using System.Security.Cryptography;
using System.Text.Json;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging;
using EvoQuality.Imaging.Scenes;
using EvoQuality.Language;

namespace EvoQuality.Certification;

/// <summary>One question that both programs are asked.</summary>
/// <param name="Name">Names its numbers.</param>
/// <param name="Pictures">Files in the certificate's folder, one or two.</param>
/// <param name="Text">What is asked of them.</param>
public sealed record CertificationCase(string Name, IReadOnlyList<string> Pictures, string Text);

/// <summary>
/// What both programs compute: the same picture files, the same questions, the same type of weights. Written as
/// <c>cases.json</c>, which environment/reference/certify.py reads.
/// </summary>
/// <param name="Dtype">float32 or bfloat16.</param>
/// <param name="Device">cpu or cuda.</param>
/// <param name="MaxNewTokens">Longest greedy answer.</param>
/// <param name="EndTokens">Ids that end an answer.</param>
/// <param name="SuppressedTokens">Ids that are never emitted: vision tokens and rows beyond the tokenizer.</param>
/// <param name="Pictures">Files with their SHA-256.</param>
/// <param name="Cases">The questions.</param>
public sealed record CertificationPlan(
    string Dtype, string Device, int MaxNewTokens, IReadOnlyList<int> EndTokens, IReadOnlyList<int> SuppressedTokens,
    IReadOnlyDictionary<string, string> Pictures, IReadOnlyList<CertificationCase> Cases)
{
    /// <summary>Its file.</summary>
    public const string FileName = "cases.json";

    private const int Side = 256; // no multiple of 28, so that resizing is part of what is compared
    private const int AnswerTokens = 16;
    private static readonly SeedTree Scenes = new SeedTree(2509).Child("certificate");

    /// <summary>
    /// Writes generated scenes as PNG, and the questions: every neighbouring pair is compared, every picture is scored.
    /// </summary>
    /// <param name="folder">Where they go.</param>
    /// <param name="pictures">Number of scenes, at least 2.</param>
    /// <param name="policy">Its ending and its suppressed tokens.</param>
    /// <param name="dtype">float32 or bfloat16.</param>
    /// <param name="device">cpu or cuda.</param>
    public static CertificationPlan Write(string folder, int pictures, QwenPolicy policy, string dtype, string device)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfLessThan(pictures, 2);
        Directory.CreateDirectory(folder);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var scene in SceneSet.Create(pictures, Side, Scenes))
        {
            var bytes = ImageCodec.EncodePng(scene.Render().Image);
            AtomicFile.WriteAllBytes(Path.Combine(folder, scene.Id + ".png"), bytes);
            files.Add(scene.Id + ".png", Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }

        string[] names = [.. files.Keys];
        var cases = names.Chunk(2).Where(pair => pair.Length == 2).Select((pair, i) => new CertificationCase($"compare-{i:D2}", pair, Prompts.Compare))
            .Concat(names.Select((name, i) => new CertificationCase($"score-{i:D2}", [name], Prompts.Score)));
        using var banned = policy.Banned.cpu();
        int[] suppressed = [.. banned.data<bool>().ToArray().Index().Where(b => b.Item).Select(b => b.Index)];
        var plan = new CertificationPlan(dtype, device, AnswerTokens, [.. policy.Stops.Order()], suppressed, files, [.. cases]);
        AtomicFile.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(plan, CertificateFiles.Format) + "\n");
        return plan;
    }
}

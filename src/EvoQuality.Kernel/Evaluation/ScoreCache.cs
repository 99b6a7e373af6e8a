using System.Text.Json;
using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Imaging;

namespace EvoQuality.Evaluation;

/// <summary>
/// Scores on disk, one file each, named by everything that decides them: policy, prompt, decoding, samples, picture limits,
/// seed and the picture's pixels. Another of these is another file; a stopped evaluation goes on where it was.
/// </summary>
/// <param name="folder">Made where it is missing; several processes may share it. Null keeps none: scores only say what decided them.</param>
/// <param name="policyHash">See <see cref="Evaluation.PolicyHash"/>; with the type the weights are computed in, where that may differ.</param>
/// <param name="limits">Bounds on the pictures' area; null where the policy has none.</param>
public sealed class ScoreCache(string? folder, string policyHash, PixelLimits? limits = null)
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The policy whose scores are looked up.</summary>
    public string PolicyHash { get; } = policyHash;

    /// <summary>Bounds on the pictures' area.</summary>
    public PixelLimits? Limits { get; } = limits;

    /// <summary>The kept scores of a picture; null if there are none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged; the message names it.</exception>
    public ImageScores? Find(IqaImage image, ScoreProvenance provenance)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(provenance);
        if (PathOf(image, provenance) is not { } path || !File.Exists(path)) return null;
        try
        {
            var kept = JsonSerializer.Deserialize<Entry>(File.ReadAllText(path), Format) ?? throw new JsonException("it is empty");
            return new ImageScores(image, kept.Samples, kept.Greedy, kept.Expected, kept.Entropy) { Provenance = provenance };
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: expected a kept score, found a damaged file; delete it ({e.Message.TrimEnd('.')}).", e);
        }
    }

    /// <summary>Keeps a picture's scores with their provenance.</summary>
    public void Keep(ImageScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var provenance = scores.Provenance ?? throw new ArgumentException("Only scores that say where they come from are kept.", nameof(scores));
        var entry = new Entry(scores.Image.Id, provenance, scores.Samples, scores.Greedy, scores.Expected, scores.Entropy);
        if (PathOf(scores.Image, provenance) is { } path) AtomicFile.WriteAllText(path, JsonSerializer.Serialize(entry, Format) + "\n");
    }

    private string? PathOf(IqaImage image, ScoreProvenance provenance) =>
        folder is not null && provenance.Key(image.Load()) is var key ? Path.Combine(folder, key[..2], key + ".json") : null;

    private sealed record Entry(string Image, ScoreProvenance Provenance, IReadOnlyList<double?> Samples, double? Greedy, double? Expected, double? Entropy);
}

using System.Security.Cryptography;
using System.Text.Json;
using EvoQuality.Generation;
using EvoQuality.Imaging;

namespace EvoQuality.Evaluation;

/// <summary>All that decides a score, so that a number can be told where it came from and made again.</summary>
/// <param name="PolicyHash">Hash of the policy's weights and files (see <see cref="Evaluation.PolicyHash"/>).</param>
/// <param name="Prompt">The question, in full.</param>
/// <param name="Decoding">Temperature, top-p, top-k and length of the samples; the greedy answer has temperature 0.</param>
/// <param name="Samples">Samples per picture, N.</param>
/// <param name="Limits">Bounds on the picture's area; null where the policy has none.</param>
/// <param name="Seed">Seed of this picture's draws.</param>
public sealed record ScoreProvenance(string PolicyHash, string Prompt, SamplingOptions Decoding, int Samples, PixelLimits? Limits, ulong Seed)
{
    /// <summary>Layout of the key; another number makes all cached scores other ones.</summary>
    private const int Version = 1;

    /// <summary>SHA-256 over all of these and the picture's content: the name of the score in a cache.</summary>
    /// <param name="image">The decoded picture: the same pixels have the same key, whatever file they came from.</param>
    public string Key(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(new { Version, Provenance = this, image.Width, image.Height }));
        hash.AppendData(image.Pixels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks.Jupyter;

/// <summary>
/// Messages as frames: identities, a mark, the signature (HMAC-SHA256 over the four parts that follow), header, parent
/// header, metadata, content. A frame with a wrong signature, or one seen before, is refused.
/// </summary>
public sealed class MessageCodec
{
    private const int Remembered = 65536;
    private static readonly byte[] Mark = "<IDS|MSG>"u8.ToArray();
    private readonly byte[] _key;
    private readonly HashSet<string> _seen = [];
    private readonly Queue<string> _order = new();

    /// <param name="key">The shared key; empty for none.</param>
    public MessageCodec(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = Encoding.UTF8.GetBytes(key);
    }

    /// <summary>The frames of a message.</summary>
    public IReadOnlyList<byte[]> Encode(KernelMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        byte[][] parts = [.. new[] { message.Header, message.Parent, message.Metadata, message.Content }.Select(Bytes)];
        return [.. message.Identities, Mark, Encoding.ASCII.GetBytes(Sign(parts)), .. parts];
    }

    /// <summary>The message of frames that came in. For one thread.</summary>
    /// <exception cref="InvalidDataException">They are no message, or not signed with the key; the text says which.</exception>
    public KernelMessage Decode(IReadOnlyList<byte[]> frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        var mark = frames.ToList().FindIndex(f => f.AsSpan().SequenceEqual(Mark));
        if (mark < 0 || frames.Count < mark + 6)
            throw new InvalidDataException($"a message of {frames.Count} frames; expected identities, a mark, a signature and four parts");
        byte[][] parts = [.. frames.Skip(mark + 2).Take(4)];
        CheckSignature(Encoding.ASCII.GetString(frames[mark + 1]), parts);
        try
        {
            var objects = parts.Select(p => JsonNode.Parse(p)!.AsObject()).ToArray();
            return new KernelMessage([.. frames.Take(mark)], objects[0], objects[1], objects[2], objects[3]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new InvalidDataException("a signed message whose parts are not JSON objects", e);
        }
    }

    private static byte[] Bytes(JsonObject part) => Encoding.UTF8.GetBytes(part.ToJsonString());

    private void CheckSignature(string signature, byte[][] parts)
    {
        if (_key.Length == 0) return;
        var expected = Encoding.ASCII.GetBytes(Sign(parts));
        if (!CryptographicOperations.FixedTimeEquals(expected, Encoding.ASCII.GetBytes(signature)))
            throw new InvalidDataException("a message with a wrong signature");
        if (!_seen.Add(signature)) throw new InvalidDataException("a message that came before");
        _order.Enqueue(signature);
        if (_order.Count > Remembered) _seen.Remove(_order.Dequeue());
    }

    private string Sign(byte[][] parts)
    {
        if (_key.Length == 0) return "";
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var part in parts) hmac.AppendData(part);
        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }
}

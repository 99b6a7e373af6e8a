namespace EvoQuality.Language;

/// <summary>The 256 printable characters that stand for bytes in byte-level BPE files (GPT-2's table, used by Qwen).</summary>
internal static class ByteAlphabet
{
    /// <summary>The character of each byte, indexed by byte value.</summary>
    public static readonly string Characters = BuildCharacters();

    /// <summary>Byte values in the order in which published vocabularies number them: printable bytes, then the rest.</summary>
    public static readonly byte[] VocabularyOrder =
        [.. Enumerable.Range(0, 256).OrderBy(b => Characters[b]).Select(b => (byte)b)];

    private static readonly Dictionary<char, byte> Bytes =
        Enumerable.Range(0, 256).ToDictionary(b => Characters[b], b => (byte)b);

    /// <summary>Writes text as one character per UTF-8 byte.</summary>
    public static string Spell(string text) =>
        string.Concat(System.Text.Encoding.UTF8.GetBytes(text).Select(b => Characters[b]));

    /// <summary>The bytes of a vocabulary entry, or null when a character is outside the alphabet.</summary>
    public static byte[]? Read(string entry)
    {
        var bytes = new byte[entry.Length];
        for (var i = 0; i < entry.Length; i++)
            if (!Bytes.TryGetValue(entry[i], out bytes[i])) return null;
        return bytes;
    }

    private static string BuildCharacters()
    {
        var characters = new char[256];
        var next = 256;
        for (var b = 0; b < 256; b++)
            characters[b] = b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE ? (char)b : (char)next++;
        return new string(characters);
    }
}

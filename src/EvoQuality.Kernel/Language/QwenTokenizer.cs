using System.Text;
using Microsoft.ML.Tokenizers;

namespace EvoQuality.Language;

/// <summary>
/// Qwen2's byte-level BPE over the published files. Every text has an encoding, since all 256 bytes are tokens.
/// Thread-safe after loading.
/// </summary>
public sealed class QwenTokenizer
{
    private readonly BpeTokenizer _bpe;
    private readonly Dictionary<int, byte[]> _bytes;
    private readonly Dictionary<string, AddedToken> _added;
    private readonly HashSet<int> _special;
    private readonly AddedTokenFinder _finder;

    private QwenTokenizer(TokenizerFiles files)
    {
        Special = SpecialTokens.Find(files);
        _added = files.Added.ToDictionary(token => token.Content);
        _special = [.. files.Added.Where(token => token.Special).Select(token => token.Id)];
        _finder = new AddedTokenFinder(_added.Keys);
        _bytes = files.Vocabulary.ToDictionary(entry => entry.Value, entry => BytesOf(entry.Key));
        foreach (var token in files.Added) _bytes[token.Id] = Encoding.UTF8.GetBytes(token.Content);
        VocabularySize = _bytes.Keys.Max() + 1;
        _bpe = BpeTokenizer.Create(new BpeOptions(files.Vocabulary)
        {
            ByteLevel = true,
            Merges = files.Merges,
            PreTokenizer = new QwenPreTokenizer(),
        });
    }

    /// <summary>Ids of the control tokens.</summary>
    public SpecialTokens Special { get; }

    /// <summary>Highest id + 1. A model may have more rows (padding); those ids decode to nothing.</summary>
    public int VocabularySize { get; }

    /// <summary>
    /// Reads <c>tokenizer.json</c>, or <c>vocab.json</c>, <c>merges.txt</c> and <c>tokenizer_config.json</c>, of a folder.
    /// </summary>
    /// <exception cref="InvalidDataException">A file is missing or malformed, or a control token is missing.</exception>
    public static QwenTokenizer Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new QwenTokenizer(TokenizerFiles.Read(folder));
    }

    /// <summary>
    /// Ids of the text, in Unicode form C. Control tokens written in the text are plain characters unless
    /// <paramref name="allowSpecial"/>: a user's text must not open a turn or insert an image.
    /// </summary>
    public IReadOnlyList<int> Encode(string text, bool allowSpecial = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!allowSpecial) return EncodePlain(text);
        var ids = new List<int>();
        foreach (var (piece, isAdded) in _finder.Split(text))
            if (isAdded) ids.Add(_added[piece].Id);
            else ids.AddRange(EncodePlain(piece));
        return ids;
    }

    /// <summary>
    /// Text of the ids. Bytes that are not UTF-8 (a completion cut inside a character) become U+FFFD;
    /// ids without a token (a model's padding rows) become nothing.
    /// </summary>
    public string Decode(IEnumerable<int> ids, bool skipSpecial = false)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var buffer = new MemoryStream();
        foreach (var id in ids)
            if (!(skipSpecial && _special.Contains(id)) && _bytes.TryGetValue(id, out var bytes)) buffer.Write(bytes);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private IReadOnlyList<int> EncodePlain(string text) => _bpe.EncodeToIds(UnicodeFormC.Normalize(text));

    private static byte[] BytesOf(string entry) => ByteAlphabet.Read(entry) ?? Encoding.UTF8.GetBytes(entry);
}

namespace EvoQuality.Language;

/// <summary>
/// Learns byte-level BPE merges from a small corpus: the most frequent neighbouring pair is merged first, ties go to
/// the pair that comes first in ordinal order, so the result is the same everywhere.
/// </summary>
internal static class BpeTrainer
{
    /// <summary>At most <paramref name="count"/> merges, best first; fewer when every word is one token already.</summary>
    public static List<(string Left, string Right)> Train(IEnumerable<string> corpus, int count)
    {
        var words = CountWords(corpus);
        var merges = new List<(string Left, string Right)>();
        while (merges.Count < count && BestPair(words) is { } best)
        {
            merges.Add(best);
            foreach (var (parts, _) in words) Merge(parts, best);
        }

        return merges;
    }

    private static List<(List<string> Parts, int Count)> CountWords(IEnumerable<string> corpus)
    {
        var cutter = new QwenPreTokenizer();
        return [.. corpus
            .SelectMany(text => cutter.PreTokenize(text).Select(piece => text.Substring(piece.Offset, piece.Length)))
            .CountBy(word => word)
            .Select(word => (ByteAlphabet.Spell(word.Key).Select(c => c.ToString()).ToList(), word.Value))];
    }

    private static (string Left, string Right)? BestPair(List<(List<string> Parts, int Count)> words)
    {
        var counts = new Dictionary<(string Left, string Right), int>();
        foreach (var (parts, count) in words)
            for (var i = 0; i + 1 < parts.Count; i++)
                counts[(parts[i], parts[i + 1])] = counts.GetValueOrDefault((parts[i], parts[i + 1])) + count;
        if (counts.Count == 0) return null;
        return counts.OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key.Left, StringComparer.Ordinal)
            .ThenBy(pair => pair.Key.Right, StringComparer.Ordinal).First().Key;
    }

    private static void Merge(List<string> parts, (string Left, string Right) pair)
    {
        for (var i = 0; i + 1 < parts.Count; i++)
        {
            if (parts[i] != pair.Left || parts[i + 1] != pair.Right) continue;
            parts[i] += pair.Right;
            parts.RemoveAt(i + 1);
        }
    }
}

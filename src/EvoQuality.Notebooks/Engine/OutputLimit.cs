namespace EvoQuality.Notebooks;

/// <summary>How much one cell may show before the rest is cut, so that a loop that prints cannot make a file nobody can open.</summary>
internal static class OutputLimit
{
    /// <summary>Characters of console text per cell.</summary>
    public const int Stream = 1_000_000;

    /// <summary>Characters of one display; a chart of many points has its data in here.</summary>
    public const int Display = 20_000_000;

    /// <summary>What stands where console text was cut.</summary>
    public const string StreamNote = "\n[cut: a cell shows the first 1,000,000 characters of its console output]\n";

    /// <summary>The bundle, or a note in its place where it is too long.</summary>
    public static MimeBundle Apply(MimeBundle bundle)
    {
        var length = bundle.Content.Values.Sum(text => (long)text.Length);
        if (length <= Display) return bundle;
        var note = $"[not shown: {length:N0} characters; one display may have {Display:N0}]";
        return new MimeBundle(new Dictionary<string, string> { ["text/plain"] = note }, bundle.Progress);
    }
}

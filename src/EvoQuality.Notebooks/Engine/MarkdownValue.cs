namespace EvoQuality.Notebooks;

/// <summary>Text that a front end shows as Markdown.</summary>
/// <param name="Text">With Markdown's marks.</param>
public sealed record MarkdownValue(string Text)
{
    /// <summary>The text with its marks.</summary>
    public override string ToString() => Text;
}

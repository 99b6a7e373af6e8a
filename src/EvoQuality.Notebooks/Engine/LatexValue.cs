namespace EvoQuality.Notebooks;

/// <summary>A formula that a front end typesets.</summary>
/// <param name="Formula">TeX, without dollar signs.</param>
public sealed record LatexValue(string Formula)
{
    /// <summary>The formula's source.</summary>
    public override string ToString() => Formula;
}

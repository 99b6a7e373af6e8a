namespace EvoQuality.Notebooks;

/// <summary>Where a notebook does not keep to the house's rules.</summary>
/// <param name="Rule">Short name of the rule: name, opening, closing, size, logic, portable, outputs, metadata, links, stable.</param>
/// <param name="Cell">The cell, from 1 in the order of the file; null for the notebook as a whole.</param>
/// <param name="Message">What was expected and what was found.</param>
public sealed record RuleBreach(string Rule, int? Cell, string Message)
{
    /// <summary>"cell 4: size: 23 lines of code; expected at most 20".</summary>
    public override string ToString() => Cell is { } cell ? $"cell {cell}: {Rule}: {Message}" : $"{Rule}: {Message}";
}

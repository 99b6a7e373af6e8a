namespace EvoQuality.Evolution.Studies;

/// <summary>One way of evolving in a study: what it changes in the study's set-up.</summary>
/// <param name="Name">Short, of lower-case letters, digits and dashes; also the folder of its runs.</param>
/// <param name="Change">Gives the variant's set-up; the study's own, with the cell's seed, comes in.</param>
public sealed record StudyVariant(string Name, Func<EvolutionSetup, EvolutionSetup> Change)
{
    /// <summary>Variant whose last version, of the same seed, is the start; null starts from the study's policy.</summary>
    public string? StartsFrom { get; init; }
}

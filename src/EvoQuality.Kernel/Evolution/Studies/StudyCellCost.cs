namespace EvoQuality.Evolution.Studies;

/// <summary>What a finished cell took.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Variant">The variant.</param>
/// <param name="Cost">All its processes together.</param>
public sealed record StudyCellCost(int Seed, string Variant, StudyCost Cost);

using System.Globalization;

namespace EvoQuality.Evolution.Studies;

/// <summary>One run of a study: a variant with a seed.</summary>
/// <param name="Study">The study.</param>
/// <param name="Variant">The variant.</param>
/// <param name="Seed">The seed.</param>
public sealed record StudyCell(Study Study, StudyVariant Variant, int Seed)
{
    internal const string SeedPrefix = "seed-";

    /// <summary>Such as <c>seed-1/k32</c>; also its folder below the study's.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{SeedPrefix}{Seed}/{Variant.Name}");

    /// <summary>Its set-up.</summary>
    public EvolutionSetup Setup => Variant.Change(Study.Base with { Seed = Seed });

    /// <summary>Trainings it takes, controls included: what its time goes by.</summary>
    public int Trainings => Setup.Rounds * (1 + Setup.ControlKinds.Count(k => k != ControlKind.SharpenedStart));
}

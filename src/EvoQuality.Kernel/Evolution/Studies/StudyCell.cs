using System.Globalization;
using EvoQuality.Foundations;

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

    /// <summary>What it changes in the study's set-up, as notebook 07 takes it: <c>k=8</c>; empty where it is the study's own.</summary>
    public IReadOnlyList<string> Changes
    {
        get
        {
            var (own, changed) = (Study.Base with { Seed = Seed }, Setup);
            return
            [
                .. from setting in typeof(EvolutionSetup).GetProperties()
                   where setting.IsDefined(typeof(SettingAttribute), inherit: false)
                   let value = setting.GetValue(changed)
                   where !Equals(value, setting.GetValue(own))
                   select $"{char.ToLowerInvariant(setting.Name[0])}{setting.Name[1..]}={Text(value)}",
            ];
        }
    }

    /// <summary>Trainings it takes, controls included: what its time goes by.</summary>
    public int Trainings => Setup.Rounds * (1 + Setup.ControlKinds.Count(k => k != ControlKind.SharpenedStart));

    private static string Text(object? value) => value is bool set ? (set ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}

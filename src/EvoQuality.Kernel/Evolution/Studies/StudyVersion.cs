using System.Globalization;

namespace EvoQuality.Evolution.Studies;

/// <summary>One policy of a study, whatever the seed: a round's version, or a control, of a variant.</summary>
/// <param name="Variant">Name of the variant.</param>
/// <param name="Version"><c>start</c>, <c>round 1</c> and so on, or the name of a control.</param>
public sealed record StudyVersion(string Variant, string Version)
{
    /// <summary>Version of a round; 0 is the start.</summary>
    public static StudyVersion Of(string variant, int round) => new(variant, NameOf(round));

    /// <summary>A control.</summary>
    public static StudyVersion Of(string variant, ControlKind control) => new(variant, NameOf(control));

    /// <inheritdoc/>
    public override string ToString() => $"{Variant}, {Version}";

    internal static string NameOf(int round) => round == 0 ? "start" : string.Create(CultureInfo.InvariantCulture, $"round {round}");

    internal static string NameOf(ControlKind control) => RunSummary.Name(control).Replace('_', ' ');
}

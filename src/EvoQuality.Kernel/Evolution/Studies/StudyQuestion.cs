namespace EvoQuality.Evolution.Studies;

/// <summary>A question of a study as the pairs of policies that answer it.</summary>
/// <param name="Name">A word or two, such as <c>controls</c>.</param>
/// <param name="Comparisons">Policies to compare: how much better the first ranks the same pictures than the second, seed by seed.</param>
public sealed record StudyQuestion(string Name, IReadOnlyList<(StudyVersion Of, StudyVersion Against)> Comparisons)
{
    /// <summary>Every round of variants against their own start.</summary>
    public static StudyQuestion Gain(int rounds, params IEnumerable<string> variants) => new("gain",
    [
        .. from variant in variants
           from round in Enumerable.Range(1, rounds)
           select (StudyVersion.Of(variant, round), StudyVersion.Of(variant, 0)),
    ]);

    /// <summary>Every round of variants from the second on against the one before it: is another round worth its cost?</summary>
    public static StudyQuestion Later(int rounds, params IEnumerable<string> variants) => new("later",
    [
        .. from variant in variants
           from round in Enumerable.Range(2, Math.Max(0, rounds - 1))
           select (StudyVersion.Of(variant, round), StudyVersion.Of(variant, round - 1)),
    ]);

    /// <summary>Every round of a variant against its controls, which trained as long as its last round; the sharpened start is as sharp as that.</summary>
    public static StudyQuestion Controls(int rounds, string variant, params IEnumerable<ControlKind> controls) => new("controls",
    [
        .. from control in controls
           from round in Enumerable.Range(1, rounds)
           select (StudyVersion.Of(variant, round), StudyVersion.Of(variant, control)),
    ]);

    /// <summary>Every round of variants against the same round of another.</summary>
    public static StudyQuestion Against(string name, int rounds, string other, params IEnumerable<string> variants) =>
        Between(name, rounds, variants.Select(variant => (variant, other)));

    /// <summary>Every round of the first variant of a pair against the same round of the second.</summary>
    public static StudyQuestion Between(string name, int rounds, params IEnumerable<(string Of, string Against)> pairs) => new(name,
    [
        .. from pair in pairs
           from round in Enumerable.Range(1, rounds)
           select (StudyVersion.Of(pair.Of, round), StudyVersion.Of(pair.Against, round)),
    ]);
}

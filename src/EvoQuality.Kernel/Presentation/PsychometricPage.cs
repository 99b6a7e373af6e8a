using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <summary>What a policy sees, version by version, and what the rounds changed: texts, charts and tables for a page.</summary>
public static class PsychometricPage
{
    private const int MostVersions = 4; // colours that can be told apart

    /// <summary>The parts in their order: a text is Markdown, the rest charts and tables.</summary>
    /// <param name="title">What was measured.</param>
    /// <param name="pictures">The pristine pictures, in a few words.</param>
    /// <param name="versions">The start and every round by name; the charts show the start and the last three.</param>
    /// <param name="options">How it was measured.</param>
    /// <param name="seed">Root of the resamples of changes.</param>
    public static IEnumerable<object> Of(
        string title, string pictures, IReadOnlyList<(string Name, PsychometricCurves Curves)> versions, PsychometricOptions options, SeedTree seed)
    {
        ArgumentNullException.ThrowIfNull(versions);
        ArgumentNullException.ThrowIfNull(options);
        var (first, last) = (versions[0], versions[^1]);
        (string, PsychometricCurves)[] shown = [first, .. versions.Skip(1).TakeLast(MostVersions - 1)];
        yield return $"""
            # {PlainMarkdown.Of(title)}

            {first.Curves.Images} pristine pictures ({PlainMarkdown.Of(pictures)}), {options.Distortions.Count} distortions, levels {string.Join(", ", options.Levels)}. Every version meets the
            same distorted pictures and the same draws: {options.Votes.K} votes a pair, half of them with the pictures swapped.
            Bars and brackets are 95 % bootstrap intervals over the pictures.

            ## Which damage is seen

            At 0.5 the votes see no difference; at 1 the pristine picture always wins; below 0.5 the policy likes the damage.
            {(shown.Length < versions.Count ? $"Shown are the start and the last {MostVersions - 1} of {versions.Count - 1} rounds; the CSV file has all." : "")}
            """;
        yield return Charts.PsychometricPreference(shown);
        yield return """
            ## What damage costs

            The score of the distorted pictures against the level; level 0 is pristine.
            """;
        yield return Charts.PsychometricScore(shown);
        foreach (var (before, after) in Steps(versions))
        {
            var changes = PsychometricChange.Between(before.Curves, after.Curves, options.Resamples, seed);
            yield return $"""
                ## From {PlainMarkdown.Of(before.Name)} to {PlainMarkdown.Of(after.Name)}

                {Finding(changes)}
                """;
            yield return Tables.PsychometricChanges(changes);
        }

        if (versions.Count > 1) yield break;
        yield return "## What changed\n\nNothing to compare: this run kept one version.";
    }

    /// <summary>How many types changed clearly, and how many would by chance.</summary>
    public static string Finding(IReadOnlyList<PsychometricChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return Invariant($"""
            Change in the mean over the levels, paired by picture. The pristine picture is preferred clearly more often for {changes.Count(c => c.PreferredInterval is { Low: > 0 })} of {changes.Count} types
            and less often for {changes.Count(c => c.PreferredInterval is { High: < 0 })}; damage costs clearly more points for {changes.Count(c => c.FallInterval is { Low: > 0 })} and fewer for {changes.Count(c => c.FallInterval is { High: < 0 })}.
            With 95 % intervals about {0.05 * changes.Count:F0} of {changes.Count} leave out 0 by chance alone, and few pictures make more of them do so.
            """);
    }

    private static IEnumerable<((string Name, PsychometricCurves Curves) Before, (string Name, PsychometricCurves Curves) After)> Steps(
        IReadOnlyList<(string Name, PsychometricCurves Curves)> versions)
    {
        if (versions.Count > 2) yield return (versions[0], versions[^1]);
        for (var i = 1; i < versions.Count; i++) yield return (versions[i - 1], versions[i]);
    }
}

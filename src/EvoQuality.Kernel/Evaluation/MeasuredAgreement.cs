using EvoQuality.Foundations;
using EvoQuality.Statistics;

namespace EvoQuality.Evaluation;

/// <summary>One measure of one version of a policy on one set, with its interval.</summary>
/// <param name="Version">Such as "start" or "round 1".</param>
/// <param name="Set">The labelled set.</param>
/// <param name="Images">Images that had a score.</param>
/// <param name="Estimate">The measure, its value and its interval.</param>
public sealed record MeasuredAgreement(string Version, string Set, int Images, AgreementEstimate Estimate)
{
    /// <summary>Measures one way of scoring, with intervals over contents; images without a score are left out and show in <see cref="Images"/>.</summary>
    /// <param name="version">Such as "start" or "round 1".</param>
    /// <param name="set">The labelled set.</param>
    /// <param name="scores">Scores of its images.</param>
    /// <param name="score">Which of the ways to score counts, such as <c>s =&gt; s.Expected</c>.</param>
    /// <param name="measures">What is measured.</param>
    /// <param name="resamples">Bootstrap resamples, 1 or more; 1,000 is usual.</param>
    /// <param name="seed">Where the draws come from.</param>
    /// <exception cref="ArgumentException">An image has no opinion score, or none has a score.</exception>
    public static IReadOnlyList<MeasuredAgreement> Of(
        string version, string set, IReadOnlyList<ImageScores> scores, Func<ImageScores, double?> score,
        IReadOnlyList<Agreement> measures, int resamples, SeedTree seed)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(score);
        if (scores.FirstOrDefault(s => s.Image.Mos is null) is { } unlabelled)
            throw new ArgumentException($"Agreement needs an opinion score for every image, but {unlabelled.Image.Id} has none.", nameof(scores));
        var kept = scores.Where(s => score(s) is not null).ToArray();
        if (kept.Length == 0) throw new ArgumentException($"{version} on {set}: expected scores to measure, but none of {scores.Count} images has one.", nameof(scores));
        var units = BootstrapUnits.ByContent([.. kept.Select(s => s.Image.Content)]);
        var estimates = AgreementBootstrap.Of(
            [.. kept.Select(s => score(s)!.Value)], [.. kept.Select(s => s.Image.Mos!.Value)], measures, units, resamples, seed);
        return [.. estimates.Select(e => new MeasuredAgreement(version, set, kept.Length, e))];
    }
}

using EvoQuality.Foundations;
using EvoQuality.Statistics;

namespace EvoQuality.Evaluation;

/// <summary>A version's gain in one sampled score over an earlier one, split into sharper, calibrated and wiser.</summary>
/// <param name="Version">Such as "round 2" or "(b) shuffled labels".</param>
/// <param name="Images">Images with a parsed sample in both versions; the others are left out.</param>
/// <param name="Srcc">The gain in SRCC.</param>
/// <param name="Plcc">The gain in PLCC.</param>
public sealed record SharperOrWiser(string Version, int Images, GainSplit Srcc, GainSplit Plcc)
{
    /// <summary>Splits the gain of one version.</summary>
    /// <param name="version">The later version's name.</param>
    /// <param name="before">The earlier version's scores, usually the start's.</param>
    /// <param name="after">The later version's scores of the same images in the same order.</param>
    /// <param name="resamples">Bootstrap resamples, 1 or more; 1,000 is usual.</param>
    /// <param name="seed">Where the draws come from.</param>
    /// <returns>Null where too few images are left, or scores are constant.</returns>
    /// <exception cref="ArgumentException">The images differ, or one has no opinion score.</exception>
    public static SharperOrWiser? Of(
        string version, IReadOnlyList<ImageScores> before, IReadOnlyList<ImageScores> after, int resamples, SeedTree seed) =>
        Of(version, [(before, after)], resamples, seed);

    /// <summary>Splits the mean gain of several seeds.</summary>
    /// <param name="version">The later versions' name.</param>
    /// <param name="seeds">Per seed, the scores of the earlier and the later version; the same images in the same order everywhere.</param>
    /// <param name="resamples">Bootstrap resamples over contents and seeds, 1 or more.</param>
    /// <param name="seed">Where the draws come from.</param>
    /// <returns>Null where too few images are left, or scores are constant.</returns>
    /// <exception cref="ArgumentException">There is no seed, the images differ, or one has no opinion score.</exception>
    public static SharperOrWiser? Of(
        string version, IReadOnlyList<(IReadOnlyList<ImageScores> Before, IReadOnlyList<ImageScores> After)> seeds, int resamples, SeedTree seed)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        if (seeds.Count == 0) throw new ArgumentException("Expected one seed or more, found none.", nameof(seeds));
        IReadOnlyList<ImageScores>[] all = [.. seeds.SelectMany(s => new[] { s.Before, s.After })];
        var images = Expected(all);
        int[] kept = [.. Enumerable.Range(0, images.Count).Where(i => all.All(scores => scores[i].Mean is not null))];
        if (kept.Length < 2) return null;
        double[] mos = [.. kept.Select(i => images[i].Image.Mos!.Value)];
        var columns = all.Min(scores => kept.Min(i => scores[i].Samples.Count));
        SampledScores Sampled(IReadOnlyList<ImageScores> scores) => new(
            [.. kept.Select(i => scores[i].Expected ?? scores[i].Mean!.Value)],
            [.. Enumerable.Range(0, columns).Select(k => kept.Select(i => Sample(scores[i], k)).ToArray())]);
        (SampledScores, SampledScores)[] pairs = [.. seeds.Select(s => (Sampled(s.Before), Sampled(s.After)))];
        var units = BootstrapUnits.ByContent([.. kept.Select(i => images[i].Image.Content)]);
        GainSplit? Split(Agreement measure) => GainSplit.Of(pairs, mos, measure, units, resamples, seed);
        return Split(Agreement.Srcc) is { } srcc && Split(Agreement.Plcc) is { } plcc ? new SharperOrWiser(version, kept.Length, srcc, plcc) : null;
    }

    private static IReadOnlyList<ImageScores> Expected(IReadOnlyList<ImageScores>[] all)
    {
        var first = all[0];
        if (first.FirstOrDefault(s => s.Image.Mos is null) is { } unlabelled)
            throw new ArgumentException($"A gain needs an opinion score for every image, but {unlabelled.Image.Id} has none.", nameof(all));
        return all.All(scores => scores.Select(s => s.Image.Id).SequenceEqual(first.Select(s => s.Image.Id)))
            ? first
            : throw new ArgumentException("Expected all versions on the same images in the same order, found others.", nameof(all));
    }

    /// <summary>The k-th sample; where it did not parse, another of the image's own, so that all columns hold the same images.</summary>
    private static double Sample(ImageScores scores, int k)
    {
        if (scores.Samples[k] is { } parsed) return parsed;
        double[] others = [.. scores.Samples.OfType<double>()];
        return others[k % others.Length];
    }
}

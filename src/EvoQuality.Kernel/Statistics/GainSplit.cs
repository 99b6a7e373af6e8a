using EvoQuality.Foundations;

namespace EvoQuality.Statistics;

/// <summary>
/// Why one sampled score agrees better with MOS than before. The three parts sum to the gain:
/// <see cref="Sharper"/> (the answers spread less against the distances between images), <see cref="Calibrated"/> (a monotone
/// map of the scores: bends, ceilings, ties) and <see cref="Wiser"/> (the order of the expected scores).
/// </summary>
/// <remarks>
/// Each part is exchanged between the two versions by itself (<see cref="ExchangedScores"/>), which gives eight sets of scores; a
/// part is its Shapley value (Shapley 1953): what the exchange adds, averaged over the orders of the exchanges.
/// A part is 0 where the versions do not differ in it. Decision 0045 says what is assumed. The exchanges are made once and then
/// resampled, so the intervals are somewhat narrow: on few pictures 90 % hold the truth in about 0.82.
/// </remarks>
/// <param name="Measure">SRCC or PLCC.</param>
/// <param name="Before">Correlation of one sample of the earlier version: mean over the columns of samples, and over seeds.</param>
/// <param name="After">The same for the later version.</param>
/// <param name="Total">After less before.</param>
/// <param name="Sharper">Less noise.</param>
/// <param name="Calibrated">Another scale.</param>
/// <param name="Wiser">Another order.</param>
/// <param name="Expected">Gain of the expected score, which has no noise: nothing of it is sharpness.</param>
public sealed record GainSplit(
    Agreement Measure, double Before, double After, SplitPart Total, SplitPart Sharper, SplitPart Calibrated, SplitPart Wiser, SplitPart Expected)
{
    private const int Order = 1, Answers = 2, Scale = 4, All = 7; // what is taken from the later version
    private const int Figures = All + 3; // eight exchanges, and the expected score before and after

    /// <summary>Splits the gain of one pair of versions.</summary>
    /// <param name="before">The earlier version.</param>
    /// <param name="after">The later one on the same images.</param>
    /// <param name="mos">(n) true scores.</param>
    /// <param name="measure"><see cref="Agreement.Srcc"/> or <see cref="Agreement.Plcc"/>.</param>
    /// <param name="units">By image or by content, of n images.</param>
    /// <param name="resamples">Resamples, 1 or more; 1,000 is usual.</param>
    /// <param name="seed">Where the draws come from.</param>
    /// <param name="confidence">Share of the resamples inside the intervals, in (0, 1).</param>
    /// <param name="threads">Threads to use; default all cores. They move no number.</param>
    /// <returns>Null where the correlation of a set of scores is undefined (constant scores).</returns>
    /// <exception cref="ArgumentException">The images or the numbers of samples differ, or a value is not finite.</exception>
    public static GainSplit? Of(
        SampledScores before, SampledScores after, double[] mos, Agreement measure, BootstrapUnits units,
        int resamples, SeedTree seed, double confidence = 0.95, int? threads = null) =>
        Of([(before, after)], mos, measure, units, resamples, seed, confidence, threads);

    /// <summary>Splits the mean gain over several seeds; a resample draws images and seeds, so the intervals cover both.</summary>
    /// <param name="seeds">Per seed, an earlier and a later version; all on the same images.</param>
    /// <param name="mos">(n) true scores.</param>
    /// <param name="measure"><see cref="Agreement.Srcc"/> or <see cref="Agreement.Plcc"/>.</param>
    /// <param name="units">By image or by content, of n images.</param>
    /// <param name="resamples">Resamples, 1 or more; 1,000 is usual.</param>
    /// <param name="seed">Where the draws come from.</param>
    /// <param name="confidence">Share of the resamples inside the intervals, in (0, 1).</param>
    /// <param name="threads">Threads to use; default all cores. They move no number.</param>
    /// <returns>Null where the correlation of a set of scores is undefined (constant scores).</returns>
    /// <exception cref="ArgumentException">There is no seed, the images or the numbers of samples differ, or a value is not finite.</exception>
    public static GainSplit? Of(
        IReadOnlyList<(SampledScores Before, SampledScores After)> seeds, double[] mos, Agreement measure, BootstrapUnits units,
        int resamples, SeedTree seed, double confidence = 0.95, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        ArgumentNullException.ThrowIfNull(mos);
        ArgumentNullException.ThrowIfNull(units);
        if (measure is not (Agreement.Srcc or Agreement.Plcc))
            throw new ArgumentOutOfRangeException(nameof(measure), measure, "A gain is split in SRCC or PLCC.");
        Expect(seeds, mos);
        units.Expect(mos.Length);
        int[] ties = [.. Enumerable.Range(0, mos.Length)];
        seed.Child("ties").Source().Shuffle(ties);
        double[][][] scores = [.. seeds.SelectMany(s => Exchanges(s.Before, s.After, ties))];
        IResampledStatistic[] Statistics() =>
            [.. scores.Select(columns => new ResampledMean([.. columns.Select(c => AgreementOf.Resamples(measure, c, mos))]))];

        var once = new int[mos.Length];
        Array.Fill(once, 1);
        if (Parts(Array.ConvertAll(Statistics(), s => s.Of(once)), [.. Enumerable.Range(0, seeds.Count)]) is not { } value) return null;
        var drawn = AgreementBootstrap.Draw(units, resamples, seed, Statistics, threads)
            .Select((figures, r) => Parts(figures, Drawn(seeds.Count, seed.Child("seeds").Child(r))))
            .OfType<double[]>().ToArray();
        if (drawn.Length == 0) return null;
        SplitPart Part(int i) => new(value[i], Bootstrap.Percentiles([.. drawn.Select(parts => parts[i])], confidence)!.Value);
        return new GainSplit(measure, value[0], value[1], Part(2), Part(3), Part(4), Part(5), Part(6));
    }

    private static void Expect(IReadOnlyList<(SampledScores Before, SampledScores After)> seeds, double[] mos)
    {
        if (seeds.Count == 0) throw new ArgumentException("Expected one seed or more, found none.", nameof(seeds));
        foreach (var (before, after) in seeds)
        {
            if (before.Images != mos.Length || after.Images != mos.Length)
                throw new ArgumentException($"Expected scores of {mos.Length} images, found {before.Images} before and {after.Images} after.", nameof(seeds));
            if (before.Samples.Count != after.Samples.Count)
                throw new ArgumentException($"Expected as many samples per image before and after, found {before.Samples.Count} and {after.Samples.Count}.", nameof(seeds));
        }
    }

    /// <summary>The scores of all eight exchanges, and the expected scores before and after.</summary>
    private static IEnumerable<double[][]> Exchanges(SampledScores before, SampledScores after, int[] ties) =>
    [
        .. Enumerable.Range(0, All + 1).Select(taken =>
        {
            SampledScores From(int player) => (taken & player) == 0 ? before : after;
            return ExchangedScores.Of(From(Order), From(Answers), From(Scale), ties);
        }),
        [before.Expected],
        [after.Expected],
    ];

    private static int[] Drawn(int seeds, SeedTree seed)
    {
        var source = seed.Source();
        var drawn = new int[seeds];
        for (var i = 0; i < seeds; i++) drawn[i] = source.NextInt(seeds);
        return drawn;
    }

    /// <summary>Before, after, total, sharper, calibrated, wiser, gain of the expected score: means over the seeds; null where one is undefined.</summary>
    private static double[]? Parts(double?[] figures, int[] seeds)
    {
        var mean = new double[Figures];
        foreach (var seed in seeds)
        {
            for (var i = 0; i < Figures; i++)
            {
                if (figures[(seed * Figures) + i] is not { } value) return null;
                mean[i] += value / seeds.Length;
            }
        }

        return [mean[0], mean[All], mean[All] - mean[0], Shapley(mean, Answers), Shapley(mean, Scale), Shapley(mean, Order), mean[All + 2] - mean[All + 1]];
    }

    /// <summary>What a part adds, averaged over the six orders in which three parts can be exchanged.</summary>
    private static double Shapley(double[] worth, int part)
    {
        var (one, other) = part switch { Order => (Answers, Scale), Answers => (Order, Scale), _ => (Order, Answers) };
        double Added(int to) => worth[to | part] - worth[to];
        return ((2 * Added(0)) + Added(one) + Added(other) + (2 * Added(one | other))) / 6;
    }
}

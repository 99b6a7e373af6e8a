using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Voting;
using EvoQuality.Voting.Pairing;

namespace EvoQuality.Evolution;

/// <summary>What the offline stage of a round found.</summary>
/// <param name="Pool">The pictures that pairs and preferences index: the evolution's pool and what the round added.</param>
/// <param name="Votes">All pairs with their votes.</param>
/// <param name="Preferences">The pseudo-preferences of the pairs that got one (Eq. 1, or <see cref="PreferenceOptions"/>).</param>
/// <param name="Report">Parse, tie and position rates.</param>
/// <param name="ConsensusAccuracy">Share of pseudo-preferences that agree with opinion scores, where the pool has them; never used in training.</param>
public sealed record OfflineResult(
    ImageSet Pool, IReadOnlyList<PairVotes> Votes, PreferenceSet Preferences, VoteReport Report, double? ConsensusAccuracy)
{
    /// <summary>The result that votes lead to: nothing but counting.</summary>
    /// <param name="pool">The pictures that pairs index.</param>
    /// <param name="votes">All pairs with their votes.</param>
    /// <param name="rule">How votes become preferences; null is Eq. 1.</param>
    /// <exception cref="InvalidOperationException">No answer was a vote, or the rule leaves no pair.</exception>
    public static OfflineResult From(ImageSet pool, IReadOnlyList<PairVotes> votes, PreferenceOptions? rule = null)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(votes);
        var preferences = (rule ?? new()).Decide(votes);
        if (preferences.Preferences.Count == 0 && votes.Any(v => v.Tally.Votes > 0))
            throw new InvalidOperationException($"None of {votes.Count} voted pairs is sure enough for {rule}, so there is nothing to learn from.");
        if (preferences.Preferences.Count == 0)
            throw new InvalidOperationException($"None of {votes.Sum(v => v.Tally.Abstentions)} answers was a vote; the policy does not follow the prompt, so there is nothing to learn from.");
        double? accuracy = pool.Images.All(i => i.Mos is not null)
            ? Voting.ConsensusAccuracy.Of(preferences, [.. pool.Images.Select(i => i.Mos!.Value)])
            : null;
        return new OfflineResult(pool, votes, preferences, VoteReport.Of(votes), accuracy) { Rule = rule ?? new() };
    }

    /// <summary>How the votes became preferences.</summary>
    public PreferenceOptions Rule { get; init; } = new();
}

/// <summary>Offline stage of a round: pairs, K votes each, majority (Eq. 1).</summary>
public static class OfflineStage
{
    /// <summary>Most pictures of a pool among which pairs are chosen by information: it keeps a matrix of their square.</summary>
    public const int MostInformative = 4000;

    private const int FewestAtOnce = 64;

    /// <param name="policy">The voter.</param>
    /// <param name="pool">Images without labels (labels, where present, are used for the report alone).</param>
    /// <param name="pairs">Number of pairs; fewer where the pool has fewer.</param>
    /// <param name="options">K, style, order.</param>
    /// <param name="seed">Root of pairs and votes.</param>
    /// <param name="added">Pictures and pairs beside the chosen ones.</param>
    /// <param name="choice">How pairs are chosen; the paper's are random.</param>
    /// <param name="log">Where votes are kept as they come; see <see cref="VoteCounter.Count"/>.</param>
    /// <param name="progress">Told in pairs.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="ArgumentException">The pool is larger than <see cref="MostInformative"/> and pairs are chosen by information.</exception>
    public static OfflineResult Run(
        IPolicy policy, ImageSet pool, int pairs, VoteOptions options, SeedTree seed, AddedPairs? added = null, PairChoice choice = PairChoice.Random,
        Journal<PairVotes>? log = null, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(options);
        var count = pool.Images.Count;
        var wanted = (int)Math.Min(pairs, (long)count * (count - 1) / 2);
        var chosen = choice == PairChoice.Information ? Informative(count, wanted, options.K, seed.Child("pairs")) : [_ => RandomPairs(count, pairs, seed)];
        if (added is not null)
        {
            pool = added.With(pool);
            chosen = [.. chosen, _ => added.Pairs];
        }

        var total = wanted + (added?.Pairs.Count ?? 0);
        return OfflineResult.From(pool, VoteCounter.CountInParts(policy, pool.Images, chosen, total, options, VoteSeed(seed), log, progress, cancel), options.Preferences);
    }

    /// <summary>The random pairs of a round with this root.</summary>
    internal static IReadOnlyList<ImagePair> RandomPairs(int images, int pairs, SeedTree seed) => PairSampler.Sample(images, pairs, seed.Child("pairs").Source());

    /// <summary>Root of the votes of a round with this root.</summary>
    internal static SeedTree VoteSeed(SeedTree seed) => seed.Child("votes");

    /// <summary>
    /// Parts of about one spanning tree of the pool. The pairs of a part depend on its number, the seed and the votes before it alone, so
    /// kept votes lead to the same pairs again.
    /// </summary>
    private static IReadOnlyList<Func<IReadOnlyList<PairVotes>, IReadOnlyList<ImagePair>>> Informative(int images, int wanted, int k, SeedTree seed)
    {
        if (images > MostInformative)
            throw new ArgumentException($"Pairs are chosen by information among at most {MostInformative} pictures, and the pool has {images}; choose them at random.", nameof(images));
        var atOnce = Math.Max(FewestAtOnce, images - 1);
        return [.. Enumerable.Range(0, (wanted + atOnce - 1) / atOnce).Select(part => (Func<IReadOnlyList<PairVotes>, IReadOnlyList<ImagePair>>)(votes =>
            new InformativePairs(seed.Child(part).Source(), k, again: false).Next(images, votes, Math.Min(atOnce, wanted - (part * atOnce)))))];
    }
}

using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Voting;

namespace EvoQuality.Evolution;

/// <summary>What the offline stage of a round found.</summary>
/// <param name="Pool">The pictures that pairs and preferences index: the evolution's pool and what the round added.</param>
/// <param name="Votes">All pairs with their votes.</param>
/// <param name="Preferences">The pseudo-preferences (Eq. 1) of the pairs that got a vote.</param>
/// <param name="Report">Parse, tie and position rates.</param>
/// <param name="ConsensusAccuracy">Share of pseudo-preferences that agree with opinion scores, where the pool has them; never used in training.</param>
public sealed record OfflineResult(
    ImageSet Pool, IReadOnlyList<PairVotes> Votes, PreferenceSet Preferences, VoteReport Report, double? ConsensusAccuracy)
{
    /// <summary>The result that votes lead to: nothing but counting.</summary>
    /// <exception cref="InvalidOperationException">No answer was a vote.</exception>
    public static OfflineResult From(ImageSet pool, IReadOnlyList<PairVotes> votes)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(votes);
        var preferences = PreferenceSet.FromTallies(votes.Select(v => (v.Pair.First, v.Pair.Second, v.Tally)));
        if (preferences.Preferences.Count == 0)
            throw new InvalidOperationException($"None of {votes.Sum(v => v.Tally.Abstentions)} answers was a vote; the policy does not follow the prompt, so there is nothing to learn from.");
        double? accuracy = pool.Images.All(i => i.Mos is not null)
            ? Voting.ConsensusAccuracy.Of(preferences, [.. pool.Images.Select(i => i.Mos!.Value)])
            : null;
        return new OfflineResult(pool, votes, preferences, VoteReport.Of(votes), accuracy);
    }
}

/// <summary>Offline stage of a round: random pairs, K votes each, majority (Eq. 1).</summary>
public static class OfflineStage
{
    /// <param name="policy">The voter.</param>
    /// <param name="pool">Images without labels (labels, where present, are used for the report alone).</param>
    /// <param name="pairs">Number of random pairs; fewer where the pool has fewer.</param>
    /// <param name="options">K, style, order.</param>
    /// <param name="seed">Root of pairs and votes.</param>
    /// <param name="added">Pictures and pairs beside the random ones.</param>
    /// <param name="log">Where votes are kept as they come; see <see cref="VoteCounter.Count"/>.</param>
    /// <param name="progress">Told in pairs.</param>
    /// <param name="cancel">Stops between batches.</param>
    public static OfflineResult Run(
        IPolicy policy, ImageSet pool, int pairs, VoteOptions options, SeedTree seed, AddedPairs? added = null,
        Journal<PairVotes>? log = null, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(pool);
        var sampled = PairSampler.Sample(pool.Images.Count, pairs, seed.Child("pairs").Source());
        if (added is not null)
        {
            pool = new ImageSet(pool.Name, [.. pool.Images, .. added.Images]);
            sampled = [.. sampled, .. added.Pairs];
        }

        return OfflineResult.From(pool, VoteCounter.Count(policy, pool.Images, sampled, options, seed.Child("votes"), log, progress, cancel));
    }
}

using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Language;

namespace EvoQuality.Voting;

/// <summary>
/// Asks a policy K times which image of a pair is better. The order of the two images is permuted across the queries and
/// undone in the count; an answer that does not parse is a counted abstention.
/// </summary>
public static class VoteCounter
{
    private const int PairsPerReport = 64;
    private static readonly string[] Choices = ["0", "1"];

    /// <summary>Collects the votes on every pair.</summary>
    /// <param name="policy">The voter; reading probabilities needs an <see cref="IProbabilityPolicy"/>.</param>
    /// <param name="images">The pool.</param>
    /// <param name="pairs">Pairs of indices into the pool.</param>
    /// <param name="options">K, style, order.</param>
    /// <param name="seed">Pair i draws from children of its own: its votes depend on no other pair.</param>
    /// <param name="progress">Told in pairs.</param>
    /// <param name="cancel">Stops between batches.</param>
    public static IReadOnlyList<PairVotes> Count(
        IPolicy policy, IReadOnlyList<IqaImage> images, IReadOnlyList<ImagePair> pairs, VoteOptions options, SeedTree seed,
        IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pairs);
        options.Validate();
        var votes = new List<PairVotes>();
        foreach (var batch in pairs.Index().Chunk(PairsPerReport))
        {
            votes.AddRange(options.Source == VoteSource.Probability
                ? Draw(policy, images, batch, options, seed, cancel)
                : Sample(policy, images, batch, options, seed, cancel));
            progress?.Report(new StageProgress("voting", votes.Count, pairs.Count, "pairs"));
        }

        return votes;
    }

    private static IEnumerable<PairVotes> Draw(
        IPolicy policy, IReadOnlyList<IqaImage> images, (int Index, ImagePair Pair)[] batch, VoteOptions options, SeedTree seed,
        CancellationToken cancel)
    {
        if (policy is not IProbabilityPolicy readable)
            throw new ArgumentException($"{policy.GetType().Name} does not tell probabilities; set the vote source to samples.", nameof(policy));
        Prompt[] prompts = [.. batch.SelectMany(b => new[] { Ask(images, b.Pair, false, options.Style), Ask(images, b.Pair, true, options.Style) })];
        var answers = readable.ChoiceProbabilities(prompts, Choices, options.Temperature, cancel);
        return batch.Select((item, i) =>
        {
            var source = seed.Child(item.Index).Source();
            var swaps = Swaps(options, source);
            var (votes, straight, shown) = (new VoteTally(0, 0, 0), new VoteTally(0, 0, 0), 0);
            foreach (var swapped in swaps)
            {
                var probability = answers[(2 * i) + (swapped ? 1 : 0)];
                var draw = source.NextDouble();
                int? vote = draw < probability[0] ? 0 : draw < probability[0] + probability[1] ? 1 : null;
                votes += Unpermute(vote, swapped);
                if (!swapped) straight += Unpermute(vote, swapped);
                if (vote == 0) shown++;
            }

            return new PairVotes(item.Pair, votes, shown) { Straight = straight };
        });
    }

    private static IEnumerable<PairVotes> Sample(
        IPolicy policy, IReadOnlyList<IqaImage> images, (int Index, ImagePair Pair)[] batch, VoteOptions options, SeedTree seed,
        CancellationToken cancel)
    {
        // One prompt per order with as many completions as that order has queries: the prompt is shared by all of them.
        var sampling = new SamplingOptions { Temperature = options.Temperature, MaxNewTokens = options.MaxNewTokens };
        var swaps = batch.Select(b => Swaps(options, seed.Child(b.Index).Source())).ToArray();
        var votes = new VoteTally[batch.Length];
        var straight = new VoteTally[batch.Length];
        var shown = new int[batch.Length];
        foreach (var swapped in new[] { false, true })
        {
            foreach (var group in Enumerable.Range(0, batch.Length).GroupBy(i => swaps[i].Count(s => s == swapped)).Where(g => g.Key > 0))
            {
                Prompt[] prompts = [.. group.Select(i => Ask(images, batch[i].Pair, swapped, options.Style))];
                var order = seed.Child(swapped ? "swapped" : "straight");
                var answers = policy.Sample(prompts, group.Key, sampling, [.. group.Select(i => order.Child(batch[i].Index))], cancel);
                foreach (var (i, completions) in group.Zip(answers))
                {
                    foreach (var vote in completions.Select(c => AnswerParser.Vote(c.Text)))
                    {
                        votes[i] += Unpermute(vote, swapped);
                        if (!swapped) straight[i] += Unpermute(vote, swapped);
                        if (vote == 0) shown[i]++;
                    }
                }
            }
        }

        return batch.Select((item, i) => new PairVotes(item.Pair, votes[i], shown[i]) { Straight = straight[i] });
    }

    private static Prompt Ask(IReadOnlyList<IqaImage> images, ImagePair pair, bool swapped, AnswerStyle style)
    {
        var (first, second) = swapped ? (pair.Second, pair.First) : (pair.First, pair.Second);
        return new Prompt([images[first], images[second]], style.ComparePrompt());
    }

    private static bool[] Swaps(VoteOptions options, SeededSource source) =>
        [.. Enumerable.Range(0, options.K).Select(k => options.Order == PairOrder.Balanced ? k % 2 == 1 : source.NextBool())];

    private static VoteTally Unpermute(int? vote, bool swapped) => vote switch
    {
        null => new VoteTally(0, 0, 1),
        0 => swapped ? new VoteTally(0, 1, 0) : new VoteTally(1, 0, 0),
        _ => swapped ? new VoteTally(1, 0, 0) : new VoteTally(0, 1, 0),
    };
}

using System.Text;
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
    /// <summary>Pairs that are asked together, counted from the first: what is computed together decides the last bits of a model's numbers.</summary>
    public const int PairsPerBatch = 64;

    private static readonly string[] Choices = ["0", "1"];

    /// <summary>Collects the votes on every pair.</summary>
    /// <param name="policy">The voter; reading probabilities needs an <see cref="IProbabilityPolicy"/>.</param>
    /// <param name="images">The pool.</param>
    /// <param name="pairs">Pairs of indices into the pool.</param>
    /// <param name="options">K, style, order.</param>
    /// <param name="seed">Pair i draws from children of its own: its votes depend on no other pair.</param>
    /// <param name="log">Where votes are kept as they come; pairs that it holds already are not asked again.</param>
    /// <param name="progress">Told in pairs.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="InvalidDataException">The log holds votes on other pairs.</exception>
    public static IReadOnlyList<PairVotes> Count(
        IPolicy policy, IReadOnlyList<IqaImage> images, IReadOnlyList<ImagePair> pairs, VoteOptions options, SeedTree seed,
        Journal<PairVotes>? log = null, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return CountInParts(policy, images, [_ => pairs], pairs.Count, options, seed, log, progress, cancel);
    }

    /// <summary>
    /// Collects the votes on pairs of which some are only known when others were voted on. What is asked together never reaches over
    /// the end of a part, so that a run that goes on from a log asks the same things together as one that never stopped.
    /// </summary>
    /// <param name="policy">The voter.</param>
    /// <param name="images">The pool.</param>
    /// <param name="parts">Each gives its pairs from all votes of the parts before it; the same votes must give the same pairs.</param>
    /// <param name="total">Pairs of all parts together, for the progress.</param>
    /// <param name="options">K, style, order.</param>
    /// <param name="seed">Pair i, counted over all parts, draws from children of its own.</param>
    /// <param name="log">Where votes are kept as they come; pairs that it holds already are not asked again.</param>
    /// <param name="progress">Told in pairs.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="InvalidDataException">The log holds votes on other pairs.</exception>
    public static IReadOnlyList<PairVotes> CountInParts(
        IPolicy policy, IReadOnlyList<IqaImage> images, IEnumerable<Func<IReadOnlyList<PairVotes>, IReadOnlyList<ImagePair>>> parts, int total,
        VoteOptions options, SeedTree seed, Journal<PairVotes>? log = null, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(parts);
        options.Validate();
        var votes = new List<PairVotes>();
        foreach (var part in parts)
        {
            var first = votes.Count;
            foreach (var batch in part(votes.AsReadOnly()).Select((pair, i) => (Index: first + i, Pair: pair)).Chunk(PairsPerBatch))
            {
                if (Logged(log, batch, options.K) is { } kept)
                {
                    votes.AddRange(kept);
                    continue;
                }

                var counted = Ask(policy, images, batch, options, seed, cancel);
                log?.Append(counted);
                votes.AddRange(counted);
                progress?.Report(new StageProgress("voting", votes.Count, total, "pairs"));
            }
        }

        if (log?.Records.Count > votes.Count) throw Stranger(log, votes.Count);
        return votes;
    }

    /// <summary>Asks about pairs together. Pair i draws from children i of the seed, whatever else is asked.</summary>
    internal static PairVotes[] Ask(
        IPolicy policy, IReadOnlyList<IqaImage> images, (int Index, ImagePair Pair)[] batch, VoteOptions options, SeedTree seed, CancellationToken cancel) =>
    [
        .. options.Source == VoteSource.Probability
            ? Draw(policy, images, batch, options, seed, cancel)
            : Sample(policy, images, batch, options, seed, cancel),
    ];

    /// <summary>
    /// Votes of an earlier process on a batch, or null where it has to be asked. What a batch holds together decides the last bits of its
    /// numbers, so a batch that a kill cut off is dropped and asked again.
    /// </summary>
    private static IReadOnlyList<PairVotes>? Logged(Journal<PairVotes>? log, (int Index, ImagePair Pair)[] batch, int k)
    {
        if (log is null) return null;
        foreach (var (index, pair) in batch.TakeWhile(b => b.Index < log.Records.Count))
        {
            var kept = log.Records[index];
            if (kept.Pair != pair || kept.Straight.Length + kept.Swapped.Length != k) throw Stranger(log, index);
        }

        if (log.Records.Count > batch[^1].Index) return [.. log.Records.Skip(batch[0].Index).Take(batch.Length)];
        log.CutTo(Math.Min(log.Records.Count, batch[0].Index));
        return null;
    }

    private static InvalidDataException Stranger(Journal<PairVotes> log, int index)
    {
        var kept = log.Records[index];
        return new($"{log.Path}: line {index + 1} holds {kept.Straight.Length + kept.Swapped.Length} votes on the pair ({kept.Pair.First}, {kept.Pair.Second}), which this run does not ask there.");
    }

    private static IEnumerable<PairVotes> Draw(
        IPolicy policy, IReadOnlyList<IqaImage> images, (int Index, ImagePair Pair)[] batch, VoteOptions options, SeedTree seed,
        CancellationToken cancel)
    {
        if (policy is not IProbabilityPolicy { TellsChoices: true } readable)
            throw new ArgumentException($"{policy.GetType().Name} does not tell probabilities; set the vote source to samples.", nameof(policy));
        Prompt[] prompts = [.. batch.SelectMany(b => new[] { Question(images, b.Pair, false, options.Style), Question(images, b.Pair, true, options.Style) })];
        var answers = readable.ChoiceProbabilities(prompts, Choices, options.Temperature, cancel);
        return batch.Select((item, i) =>
        {
            var source = seed.Child(item.Index).Source();
            var (straight, swapped) = (new StringBuilder(), new StringBuilder());
            foreach (var swap in Swaps(options, source))
            {
                var probability = answers[(2 * i) + (swap ? 1 : 0)];
                var draw = source.NextDouble();
                (swap ? swapped : straight).Append(draw < probability[0] ? '0' : draw < probability[0] + probability[1] ? '1' : '-');
            }

            return new PairVotes(item.Pair, straight.ToString(), swapped.ToString())
            {
                Probability = options.Preferences.Evidence == PreferenceEvidence.Probability ? FirstWins(answers[2 * i], answers[(2 * i) + 1], options.Order) : null,
            };
        });
    }

    /// <summary>Probability of a vote for the pair's first image among votes, over the orders that are asked; null where no answer can be a vote.</summary>
    private static double? FirstWins(double[] straight, double[] swapped, PairOrder order)
    {
        var (first, all) = (straight[0], straight[0] + straight[1]);
        if (order != PairOrder.Fixed) (first, all) = (first + swapped[1], all + swapped[0] + swapped[1]);
        return all > 0 ? first / all : null;
    }

    private static IEnumerable<PairVotes> Sample(
        IPolicy policy, IReadOnlyList<IqaImage> images, (int Index, ImagePair Pair)[] batch, VoteOptions options, SeedTree seed,
        CancellationToken cancel)
    {
        // One prompt per order with as many completions as that order has queries: the prompt is shared by all of them.
        var sampling = new SamplingOptions { Temperature = options.Temperature, MaxNewTokens = options.MaxNewTokens };
        var swaps = batch.Select(b => Swaps(options, seed.Child(b.Index).Source())).ToArray();
        string[] InOrder(bool swapped)
        {
            var given = new string[batch.Length];
            Array.Fill(given, "");
            foreach (var group in Enumerable.Range(0, batch.Length).GroupBy(i => swaps[i].Count(s => s == swapped)).Where(g => g.Key > 0))
            {
                Prompt[] prompts = [.. group.Select(i => Question(images, batch[i].Pair, swapped, options.Style))];
                var order = seed.Child(swapped ? "swapped" : "straight");
                var answers = policy.Sample(prompts, group.Key, sampling, [.. group.Select(i => order.Child(batch[i].Index))], cancel);
                foreach (var (i, completions) in group.Zip(answers))
                    given[i] = string.Concat(completions.Select(c => AnswerParser.Vote(c.Text) switch { null => '-', 0 => '0', _ => '1' }));
            }

            return given;
        }

        var (straight, turned) = (InOrder(false), InOrder(true));
        return batch.Select((item, i) => new PairVotes(item.Pair, straight[i], turned[i]));
    }

    private static Prompt Question(IReadOnlyList<IqaImage> images, ImagePair pair, bool swapped, AnswerStyle style)
    {
        var (first, second) = swapped ? (pair.Second, pair.First) : (pair.First, pair.Second);
        return new Prompt([images[first], images[second]], style.ComparePrompt());
    }

    private static bool[] Swaps(VoteOptions options, SeededSource source) =>
        [.. Enumerable.Range(0, options.K).Select(k => options.Order switch
        {
            PairOrder.Random => source.NextBool(),
            PairOrder.Balanced => k % 2 == 1,
            PairOrder.Fixed => false,
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Order, "Unknown order."),
        })];
}

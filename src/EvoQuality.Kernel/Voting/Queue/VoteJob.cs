using System.Globalization;
using System.Text;
using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Foundations.Queue;
using EvoQuality.Generation;

namespace EvoQuality.Voting.Queue;

/// <summary>
/// Votes as a job that any number of processes work on through a folder. An answer's key is (round, pair, order, sample): a line of a log
/// holds the pair's number and its two strings of answers, whose letter s is sample s of that order. The collected votes are those of
/// <see cref="VoteCounter.Count"/> with the same pairs, options and seed.
/// </summary>
public sealed class VoteJob
{
    /// <summary>The kind in the job's terms.</summary>
    public const string Kind = "votes";

    private const string PairsName = "pairs.csv";

    private VoteJob(string folder, JobTerms<VoteOptions> terms, IReadOnlyList<IqaImage> images, ImagePair[] pairs)
    {
        (Terms, Images, Pairs) = (terms, images, pairs);
        Queue = new SharedWork<PairVotes>(folder, terms.Round, terms.Items, terms.Batch, Expect, terms.Border);
    }

    /// <summary>What is asked.</summary>
    public JobTerms<VoteOptions> Terms { get; }

    /// <summary>The pool.</summary>
    public IReadOnlyList<IqaImage> Images { get; }

    /// <summary>The pairs, by index into the pool.</summary>
    public IReadOnlyList<ImagePair> Pairs { get; }

    /// <summary>Who has answered what.</summary>
    public SharedWork<PairVotes> Queue { get; }

    /// <summary>Makes a job; nobody works on it yet.</summary>
    /// <param name="folder">Nothing may be there yet.</param>
    /// <param name="images">The pool; files are referred to, other pictures written into the folder.</param>
    /// <param name="pairs">Pairs of indices into the pool.</param>
    /// <param name="options">K, style, source, order.</param>
    /// <param name="seed">As for <see cref="VoteCounter.Count"/>.</param>
    /// <param name="policy">Name of the exact policy that must answer.</param>
    /// <param name="round">The policy's version, as an evolution counts.</param>
    /// <param name="batch">Pairs taken, asked and flushed together: for a model on this machine a multiple of <see cref="VoteCounter.PairsPerBatch"/>, fewer for a slow server.</param>
    /// <param name="fill">Told the folder, to leave more in it; null for no more.</param>
    /// <param name="border">Pairs before those that a round adds, which a run does not ask together with them; null for none added.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between images; nothing is left behind.</param>
    /// <exception cref="ArgumentException">Something is there already, or an option or pair is out of range.</exception>
    public static VoteJob Create(
        string folder, IReadOnlyList<IqaImage> images, IReadOnlyList<ImagePair> pairs, VoteOptions options, SeedTree seed, string policy,
        int round = 0, int batch = VoteCounter.PairsPerBatch, Action<string>? fill = null, int? border = null, IProgress<StageProgress>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (border is { } first && (first < 1 || first >= pairs.Count))
            throw new ArgumentException($"The border is {border}, expected 1 to {pairs.Count - 1} of {pairs.Count} pairs.", nameof(border));
        foreach (var pair in pairs)
        {
            if (pair.First < 0 || pair.First >= images.Count || pair.Second < 0 || pair.Second >= images.Count || pair.First == pair.Second)
                throw new ArgumentException($"A pair is ({pair.First}, {pair.Second}), expected two different pictures of {images.Count}.", nameof(pairs));
        }

        var terms = new JobTerms<VoteOptions>(Kind, JobFolder.Format, KitVersions.All["evoquality"], round, seed.Seed, policy, pairs.Count, batch, options, border);
        JobFolder.Create(folder, terms, path =>
        {
            ReferencedImages.Write(path, Path.GetFullPath(folder), images, progress, cancel);
            AtomicFile.Write(Path.Combine(path, PairsName), stream => WritePairs(stream, pairs));
            fill?.Invoke(path);
        });
        return Open(folder);
    }

    /// <summary>Opens a job to work on it, to look at it or to collect its votes.</summary>
    /// <param name="folder">The job's folder.</param>
    /// <param name="elsewhere">See <see cref="ReferencedImages.Read"/>.</param>
    /// <param name="present">False where no picture is looked at: see <see cref="ReferencedImages.Read"/>.</param>
    /// <exception cref="FileNotFoundException">There is no job, or a picture is missing.</exception>
    /// <exception cref="InvalidDataException">What is asked was changed, or another version made it.</exception>
    public static VoteJob Open(string folder, string? elsewhere = null, bool present = true)
    {
        var terms = JobFolder.Open<VoteOptions>(folder, Kind);
        return new VoteJob(folder, terms, ReferencedImages.Read(folder, elsewhere, present), ReadPairs(Path.Combine(folder, PairsName), terms.Items));
    }

    /// <summary>Works until no pair is left.</summary>
    /// <param name="policy">The voter.</param>
    /// <param name="name">Its name, as the job's terms have it.</param>
    /// <param name="lease">See <see cref="SharedWork{T}.Join"/>.</param>
    /// <param name="progress">Told in pairs, of all workers.</param>
    /// <param name="cancel">Stops between batches; what was taken is free for others.</param>
    /// <exception cref="ArgumentException">The job names another policy.</exception>
    /// <exception cref="InvalidDataException">A picture has changed since the job was made.</exception>
    public void Work(IPolicy policy, string name, TimeSpan? lease = null, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        Terms.Expect(name);
        using var worker = Queue.Join(lease);
        worker.Run(Asking(policy, cancel), "voting", "pairs", progress, cancel);
    }

    /// <summary>How a policy answers a run of pairs: in the same groups as <see cref="VoteCounter"/>, wherever the run begins and ends.</summary>
    public Func<int, int, IReadOnlyList<PairVotes>> Asking(IPolicy policy, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var seed = new SeedTree(Terms.Seed);
        return (first, count) =>
        [
            .. Enumerable.Range(first, count).Select(i => (Index: i, Pair: Pairs[i])).Chunk(VoteCounter.PairsPerBatch)
                .SelectMany(group => VoteCounter.Ask(policy, Images, group, Terms.Options, seed, cancel)),
        ];
    }

    private void Expect(int index, PairVotes votes)
    {
        if (votes.Pair != Pairs[index] || votes.Straight.Length + votes.Swapped.Length != Terms.Options.K)
            throw new InvalidDataException($"{votes.Straight.Length + votes.Swapped.Length} votes on the pair ({votes.Pair.First}, {votes.Pair.Second}) with the number {index}, and the job asks {Terms.Options.K} on ({Pairs[index].First}, {Pairs[index].Second})");
    }

    private static void WritePairs(Stream stream, IReadOnlyList<ImagePair> pairs)
    {
        using var text = new StreamWriter(stream, Encoding.ASCII, leaveOpen: true);
        text.Write("first,second\n");
        foreach (var pair in pairs) text.Write(string.Create(CultureInfo.InvariantCulture, $"{pair.First},{pair.Second}\n"));
    }

    /// <summary>The file's hash was compared already: it is as it was written.</summary>
    private static ImagePair[] ReadPairs(string path, int count)
    {
        var pairs = new ImagePair[count];
        foreach (var (i, line) in File.ReadLines(path).Skip(1).Index())
        {
            var comma = line.IndexOf(',', StringComparison.Ordinal);
            pairs[i] = new ImagePair(int.Parse(line.AsSpan(0, comma), CultureInfo.InvariantCulture), int.Parse(line.AsSpan(comma + 1), CultureInfo.InvariantCulture));
        }

        return pairs;
    }
}

using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging;
using EvoQuality.Notebooks;
using EvoQuality.Voting;

namespace EvoQuality.Tool;

/// <summary>The pairs of the page "You vote too": drawn, packed as the visitor sees them, and voted on by a policy.</summary>
internal static class VoteTask
{
    private const int Size = 224; // what the pocket policy was made for
    private const int Quality = 92; // of the JPEG files that both the visitor and the policy see

    /// <param name="name">What the page calls the policy.</param>
    /// <param name="policy">The voter.</param>
    /// <param name="count">Pairs.</param>
    /// <param name="k">Votes per pair, half of them with the pictures swapped.</param>
    /// <param name="seed">Decides pictures, order and votes.</param>
    /// <param name="progress">Told in pairs.</param>
    /// <param name="cancel">Stops the voting.</param>
    public static VotePairs Of(
        string name, IPolicy policy, int count, int k, ulong seed, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        var root = new SeedTree(seed).Child("vote page");
        var known = KnownPairs.Draw(count, Size, root.Child("pairs"));
        (string Id, byte[] Jpeg)[] files = [.. known.SelectMany(p => new[] { p.First, p.Second }).Select(i => (i.Id, ImageCodec.EncodeJpeg(i.Load(), Quality)))];
        IqaImage[] images = [.. files.Select(f => new IqaImage(f.Id, () => ImageCodec.Decode(f.Jpeg, f.Id)))];
        ImagePair[] pairs = [.. Enumerable.Range(0, count).Select(i => new ImagePair(2 * i, (2 * i) + 1))];
        var options = new VoteOptions { K = k, Order = PairOrder.Balanced };
        var votes = VoteCounter.Count(policy, images, pairs, options, root.Child("votes"), progress: progress, cancel: cancel);
        return new VotePairs(name, k, seed, [.. known.Zip(votes).Select((p, i) => Pair(p.First, p.Second, files[2 * i].Jpeg, files[(2 * i) + 1].Jpeg))]);
    }

    private static VotePair Pair(KnownPair known, PairVotes votes, byte[] left, byte[] right) => new(
        Address(left), Address(right), known.FirstIsBetter ? "left" : "right", known.Distortion.Name, known.FirstLevel, known.SecondLevel,
        Letters(votes), MajorityVote.Decide(votes.Tally) switch { null => null, 1 => "left", 0 => "right", _ => "tie" });

    // Voter k saw the pair straight if k is even and swapped if it is odd: every voter saw the same order throughout.
    private static string Letters(PairVotes votes) => string.Concat(Enumerable.Range(0, votes.Straight.Length + votes.Swapped.Length).Select(k =>
        (k % 2 == 0 ? votes.Straight[k / 2] : votes.Swapped[k / 2], k % 2) switch
        {
            ('-', _) => '-',
            ('0', 0) or ('1', 1) => 'L',
            _ => 'R',
        }));

    private static string Address(byte[] jpeg) => "data:image/jpeg;base64," + Convert.ToBase64String(jpeg);
}

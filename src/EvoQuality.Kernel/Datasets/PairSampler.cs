using EvoQuality.Foundations;

namespace EvoQuality.Datasets;

/// <summary>Two different pictures by their index in an <see cref="ImageSet"/>, in the order the voter sees
/// them.</summary>
public readonly record struct ImagePair(int First, int Second);

/// <summary>
/// Random pairs for voting. The paper says "randomly sampled pairs" and no more; we draw a random round
/// robin: pictures get random places in the circle scheme of a tournament, whose rounds come in random order.
/// Every pair is equally likely, none comes twice, and each picture is in equally many pairs, give or take
/// one (two for an odd number of pictures).
/// </summary>
public static class PairSampler
{
    /// <summary>Draws pairs; which picture comes first in each is a coin toss.</summary>
    /// <param name="imageCount">n, 2 or more.</param>
    /// <param name="pairs">Wanted number, 1 or more; at most n(n-1)/2 are given, which is all there
    /// are.</param>
    /// <param name="random">Where the draws come from.</param>
    public static IReadOnlyList<ImagePair> Sample(int imageCount, int pairs, SeededSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(imageCount, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, 1);
        ArgumentNullException.ThrowIfNull(random);
        var wanted = (int)Math.Min(pairs, (long)imageCount * (imageCount - 1) / 2);

        // An odd number gets an empty seat: who meets it rests.
        var seats = Shuffled(imageCount + (imageCount % 2), random);
        var rounds = Shuffled(seats.Length - 1, random);
        var chosen = new List<ImagePair>(wanted);
        foreach (var round in rounds)
        {
            foreach (var table in Shuffled(seats.Length / 2, random))
            {
                var (a, b) = Meeting(round, table, seats.Length - 1);
                var (first, second) = random.NextBool() ? (seats[a], seats[b]) : (seats[b], seats[a]);
                if (first < imageCount && second < imageCount) chosen.Add(new ImagePair(first, second));
                if (chosen.Count == wanted) return chosen;
            }
        }

        return chosen;
    }

    /// <summary>The circle scheme: the last seat stays, the others turn; table t seats those t steps either
    /// side of the round.</summary>
    private static (int A, int B) Meeting(int round, int table, int circle) => table == 0
        ? (circle, round)
        : ((round + table) % circle, (round - table + circle) % circle);

    private static int[] Shuffled(int count, SeededSource random)
    {
        var items = Enumerable.Range(0, count).ToArray();
        random.Shuffle(items);
        return items;
    }
}

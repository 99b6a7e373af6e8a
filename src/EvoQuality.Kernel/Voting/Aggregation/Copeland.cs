namespace EvoQuality.Voting.Aggregation;

/// <summary>
/// Copeland's ranking: an image's score is the number of images it beats by the majority of the votes minus those it loses to, over
/// its opponents. No model, no units; a check on those that have one.
/// </summary>
public static class Copeland
{
    /// <summary>(n) scores in -1..1; null for an image without votes.</summary>
    /// <param name="images">n.</param>
    /// <param name="votes">Votes on pairs of image numbers below n; repeated pairs are summed first.</param>
    public static IReadOnlyList<double?> Scores(int images, IReadOnlyList<PairVotes> votes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        var (won, met) = (new int[images], new int[images]);
        foreach (var pair in PairWins.Of(votes))
        {
            var sign = Math.Sign(pair.FirstWins - pair.SecondWins);
            won[pair.First] += sign;
            won[pair.Second] -= sign;
            met[pair.First]++;
            met[pair.Second]++;
        }

        return [.. won.Zip(met, (w, m) => m == 0 ? null : (double?)w / m)];
    }
}

using EvoQuality.Datasets;
using EvoQuality.Evolution;
using EvoQuality.Voting;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <content>What the offline stage found.</content>
public static partial class Tables
{
    /// <summary>Every pair with its votes and the pseudo-preference p* that training sees (Eq. 1, or the run's rule); blank where the pair is left out.</summary>
    public static DataFrame Votes(OfflineResult offline)
    {
        ArgumentNullException.ThrowIfNull(offline);
        return new TableOf<PairVotes>(offline.Votes)
            .Text("first", v => offline.Pool.Images[v.Pair.First].Id)
            .Text("second", v => offline.Pool.Images[v.Pair.Second].Id)
            .Whole("votes first", v => v.Tally.First)
            .Whole("votes second", v => v.Tally.Second)
            .Whole("abstentions", v => v.Tally.Abstentions)
            .Number("preference", offline.Rule.Decide)
            .Frame;
    }

    /// <summary>The consensus ranking: every image's record over its pairs, best first.</summary>
    public static DataFrame Ranking(PreferenceSet preferences, ImageSet pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        var labelled = pool.Images.Any(i => i.Mos is not null);
        var table = new TableOf<(int Place, ImageStanding Standing)>(ConsensusRanking.Of(preferences).Index().Select(s => (s.Index + 1, s.Item)))
            .Whole("place", r => r.Place)
            .Text("image", r => pool.Images[r.Standing.Image].Id)
            .Whole("wins", r => r.Standing.Wins)
            .Whole("ties", r => r.Standing.Ties)
            .Whole("losses", r => r.Standing.Losses)
            .Number("mean preference", r => r.Standing.MeanPreference);
        return (labelled ? table.Number("MOS", r => pool.Images[r.Standing.Image].Mos) : table).Frame;
    }
}

using EvoQuality.Evolution;

namespace EvoQuality.Presentation;

/// <summary>What the main notebook shows of a finished run, made anew from the run, so that a page can be held against it.</summary>
public static class RunPage
{
    private const int RankingRows = 8; // the notebook shows the best; ranking-r.csv has all

    /// <summary>The sentences, tables and charts with figures, each with the name it goes by in reports.</summary>
    /// <param name="run">The run.</param>
    public static IEnumerable<(string Name, object Shown)> Of(RecordedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var summary = RunSummary.Of(run.Rounds, run.Controls, run.Seed);
        foreach (var round in run.Rounds) yield return ($"finding of version {round.Round}", Findings.Of(round));
        yield return ("chart of the reward", Charts.Reward(run.Rounds));
        yield return ("chart of the KL estimate", Charts.Kl(run.Rounds));
        var last = run.Rounds[^1].Votes;
        yield return ("chart of the consensus ranking", Charts.ConsensusRanking(last.Preferences, last.Pool));
        yield return ("table of the consensus ranking", Tables.Ranking(last.Preferences, last.Pool).Top(RankingRows));
        if (run.Rounds[^1].Evaluation is null) yield break;
        yield return ("table of the versions", Tables.Rounds(run.Rounds));
        yield return ("chart of start and end", Charts.BeforeAfter(run.Rounds));
        yield return ("chart of the spread", Charts.Spread(run.Rounds));
        yield return ("table of the rates", Tables.Rates(run.Rounds));
        yield return ("table of the controls", Tables.Controls(run.Controls));
        yield return ("chart of the SRCC", Charts.Srcc(run.Rounds, run.Controls));
        yield return ("table of the gains", Tables.Gains(summary));
        yield return ("claim", Findings.Claim(summary));
    }
}

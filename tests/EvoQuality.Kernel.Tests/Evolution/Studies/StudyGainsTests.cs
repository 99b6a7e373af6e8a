using EvoQuality.Evaluation;
using EvoQuality.Evolution;
using EvoQuality.Evolution.Studies;
using EvoQuality.Foundations;

namespace EvoQuality.Kernel.Tests;

/// <summary>Paired gains from scores whose rank correlations are known by hand.</summary>
public sealed class StudyGainsTests : IDisposable
{
    private static readonly double[] Right = [1, 2, 3, 4, 5, 6], Wrong = [6, 5, 4, 3, 2, 1], Muddled = [2, 1, 3, 6, 4, 5];
    private readonly TemporaryFolder _folder = new();
    private readonly StudyFolder _study;

    public StudyGainsTests() => _study = new StudyFolder(SmallStudy.On("nowhere"), new RunFolder(_folder.File("study")));

    public void Dispose()
    {
        _study.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Seeds_are_paired_and_their_luck_is_in_the_interval()
    {
        Cell(1, "base", start: Wrong, last: Right);
        Cell(2, "base", start: Right, last: Right);
        var gain = new StudyGains(_study).Of().Single(g => g.Against.Version == "start" && g.Of == new StudyVersion("base", "round 2") && g.Measure == "expected");
        Assert.Equal((2, 0, 1, 1), (gain.Seeds, gain.Before, gain.After, gain.Gain)); // SRCC -1 and 1 before, 1 and 1 after: gains of 2 and 0
        Assert.Equal((0, 2), (gain.Low, gain.High)); // both seeds may be the first, or the second, one time in four each
    }

    [Fact]
    public void A_gain_that_every_seed_and_picture_shows_has_no_width()
    {
        Cell(1, "base", start: Wrong, last: Right);
        Cell(2, "base", start: Wrong, last: Right);
        var gain = new StudyGains(_study).Of().First(g => g.Of.Version == "round 2");
        Assert.All([gain.Gain, gain.Low, gain.High], end => Assert.Equal(2, end, 12));
    }

    [Fact]
    public void Only_seeds_that_have_both_policies_count()
    {
        Cell(1, "base", start: Wrong, last: Right);
        Cell(2, "base", start: Wrong, last: Right);
        Cell(2, "k2", start: Wrong, last: Wrong);
        var gain = Assert.Single(new StudyGains(_study).Of(), g => g.Question == "votes" && g.Of.Version == "round 2" && g.Measure == "expected");
        Assert.Equal((1, -1, 1), (gain.Seeds, gain.Before, gain.After));
        Assert.DoesNotContain(new StudyGains(_study).Of(), g => g.Question == "controls");
    }

    [Fact]
    public void A_gain_is_the_same_bytes_whatever_other_cells_are_done()
    {
        Cell(1, "k2", start: Muddled, last: Right);
        Cell(2, "k2", start: Muddled, last: [1, 3, 2, 4, 6, 5]);
        var alone = new StudyGains(_study).Of().Where(g => g.Of.Variant == "k2").ToArray();
        Cell(1, "base", start: Wrong, last: Right);
        var beside = new StudyGains(_study).Of().Where(g => g.Of.Variant == "k2" && g.Against.Variant == "k2").ToArray();
        Assert.Equal(alone, beside);
        Assert.Contains(alone, g => g.Low < g.Gain && g.Gain < g.High);
    }

    [Fact]
    public void A_score_that_did_not_parse_counts_as_the_middle_of_the_scale()
    {
        Cell(1, "base", start: [1, 2, double.NaN, 4, 5, 6], last: Right);
        var gain = new StudyGains(_study).Of().First(g => g.Of.Version == "round 2");
        Assert.Equal((1, 0), (gain.Before, gain.Gain)); // 3, its place
    }

    [Fact]
    public void A_steady_scorer_that_turns_its_order_is_wiser_alone_and_the_table_reads_back()
    {
        Cell(1, "base", start: Wrong, last: Right);
        Cell(2, "base", start: Wrong, last: Right);
        StudyTables.WriteRows(_study);
        StudyTables.WriteGains(_study);
        StudyTables.WriteSplits(_study);
        var splits = StudyResults.Read(_folder.File("study"), "small").Splits;
        Assert.Equal(["round 1", "round 2"], splits.Select(s => s.Version)); // the controls have no scores
        Assert.Equal(6, splits[1].Images);
        Assert.All([splits[1].Srcc, splits[1].Plcc], gain => Assert.Equal((-1, 1), (gain.Before, gain.After)));
        Assert.All([splits[1].Srcc, splits[1].Plcc], gain => Assert.Equal((2, 2, 0, 0), (gain.Total.Value, gain.Wiser.Value, gain.Sharper.Value, gain.Calibrated.Value)));
        Assert.Equal(0, splits[0].Srcc.Total.Value); // the first round scores as the start does
    }

    [Fact]
    public void Every_round_is_held_against_a_control() => Assert.Equal(
        [("round 1", "shuffled labels"), ("round 2", "shuffled labels")],
        StudyQuestion.Controls(2, "base", ControlKind.ShuffledLabels).Comparisons.Select(c => (c.Of.Version, c.Against.Version)));

    [Fact]
    public void Policies_that_were_judged_on_different_pictures_are_not_paired()
    {
        Cell(1, "base", start: Wrong, last: Right);
        Cell(1, "k2", start: Wrong, last: Right);
        var file = _folder.File("study/cells/seed-1/k2/rounds/2/scores.jsonl");
        using (var other = new Journal<ScoreRecord>(_folder.File("other.jsonl")))
            other.Append([.. Journal.Read<ScoreRecord>(file).Select(s => s with { Image = s.Image + "b" })]);
        File.Move(_folder.File("other.jsonl"), file, overwrite: true);
        var refused = Assert.Throws<InvalidDataException>(() => new StudyGains(_study).Of().ToArray());
        Assert.Contains("k2, round 2 and k2, start were judged on different pictures", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_tell_how_far_they_are_and_a_stop_leaves_those_of_before()
    {
        Cell(1, "base", start: Wrong, last: Right);
        StudyTables.WriteGains(_study);
        StudyTables.WriteSplits(_study);
        var before = Read();
        Cell(2, "base", start: Muddled, last: Right);
        using var stop = new CancellationTokenSource();
        var told = new List<StageProgress>();
        var progress = new Told(p => { told.Add(p); if (p.Done == 1) stop.Cancel(); });
        Assert.Throws<OperationCanceledException>(() => StudyTables.WriteGains(_study, progress, stop.Token));
        Assert.Throws<OperationCanceledException>(() => StudyTables.WriteSplits(_study, progress, stop.Token));
        Assert.Equal(before, Read());
        StudyTables.WriteGains(_study, progress, CancellationToken.None);
        StudyTables.WriteSplits(_study, progress, CancellationToken.None);
        Assert.All(Read().Zip(before), pair => Assert.NotEqual(pair.Second, pair.First));
        foreach (var (stage, all) in new[] { ("gains", 10), ("splits", 4) })
            Assert.Contains(told, p => p.Stage == stage && p.Total == all && p.Done == all);

        string[] Read() => [.. new[] { "gains", "splits" }.Select(kind => File.ReadAllText(_folder.File($"study/small-{kind}.csv")))];
    }

    [Fact]
    public void Without_a_cell_of_the_first_variant_nothing_is_split()
    {
        Cell(1, "k2", start: Wrong, last: Right);
        StudyTables.WriteSplits(_study);
        Assert.False(File.Exists(_folder.File("study/small-splits.csv")));
    }

    private void Cell(int seed, string variant, double[] start, double[] last) => WrittenCell.Write(_study, seed, variant, start, last);

    private sealed class Told(Action<StageProgress> told) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => told(value);
    }
}

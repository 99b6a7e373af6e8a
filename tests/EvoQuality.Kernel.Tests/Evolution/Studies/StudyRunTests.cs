using EvoQuality.Benchmarks.Kill;
using EvoQuality.Evolution;
using EvoQuality.Evolution.Studies;
using EvoQuality.Foundations;

namespace EvoQuality.Kernel.Tests;

/// <summary>A study that is run, stopped, gone on with, and asked for what it is not.</summary>
public sealed class StudyRunTests : IDisposable
{
    private const int Every = 13;
    private readonly TemporaryFolder _folder = new();
    private readonly Study _study;

    public StudyRunTests()
    {
        NativeTorch.EnsureLoaded();
        _study = SmallStudy.On(SmallStudy.Policy(_folder.File("policy")));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Stopped_in_the_middle_of_cells_it_ends_in_the_same_tables_byte_for_byte()
    {
        using var one = TorchThreads.Use(1);
        var study = _study with { Seeds = [1] };
        var reports = SmallStudy.Run(study, _folder.File("alone")).Count;
        Assert.True(reports > 3 * Every, $"only {reports} places to stop at");
        for (var stops = 0; stops < 3; stops++)
            Assert.ThrowsAny<OperationCanceledException>(() => SmallStudy.Run(study, _folder.File("stopped"), stopAfter: Every));
        SmallStudy.Run(study, _folder.File("stopped"));
        foreach (var table in new[] { "small-rounds.csv", "small-gains.csv", "small-splits.csv" })
            Assert.Equal(File.ReadAllText(_folder.File($"alone/{table}")), File.ReadAllText(_folder.File($"stopped/{table}")));
    }

    [Fact]
    public void A_cell_that_takes_over_work_is_what_it_is_alone_and_the_work_is_not_done_again()
    {
        using var one = TorchThreads.Use(1);
        SmallStudy.Run(_study, _folder.File("shared"), "base,reset");
        SmallStudy.Run(_study, _folder.File("alone"), "reset");
        foreach (var seed in new[] { 1, 2 })
            Assert.Equal(Cell("alone", seed, "reset"), Cell("shared", seed, "reset"));
        Assert.Equal(3 / 2.0, Sum("alone", "reset", c => c.Votes) / Sum("shared", "reset", c => c.Votes)); // versions 0, 1 and 2 against 1 and 2
    }

    [Fact]
    public void A_cell_with_a_larger_pool_takes_no_votes_of_the_smaller_one()
    {
        using var one = TorchThreads.Use(1);
        var study = _study with { Seeds = [1], Variants = [.. _study.Variants, new("larger", setup => setup with { Scenes = 8 })] };
        SmallStudy.Run(study, _folder.File("shared"), "base,larger");
        SmallStudy.Run(study, _folder.File("alone"), "larger");
        Assert.Equal(Cell("alone", 1, "larger"), Cell("shared", 1, "larger"));
        int Pool(string variant) => RecordedRun.Read(new RunFolder(_folder.File($"shared/cells/seed-1/{variant}"))).Rounds[0].Votes.Pool.Images.Count;
        Assert.Equal((6, 8), (Pool("base"), Pool("larger")));
    }

    [Fact]
    public void A_row_says_what_the_run_itself_says()
    {
        SmallStudy.Run(_study, _folder.File("study"), "base");
        var rows = File.ReadAllLines(_folder.File("study/small-rounds.csv")).Select(l => l.Split(',')).ToArray();
        Assert.Equal(["start", "round 1", "round 2", "sharpened start", "random labels"], rows.Where(r => r[0] == "1").Select(r => r[2]));
        var setup = _study.Cells()[0].Setup;
        var data = EvolutionData.Load(setup);
        using var policy = setup.LoadPolicy();
        using var evolution = new SelfEvolution(policy, data.Pool, data.Test, setup.Options(), setup.Root);
        var last = evolution.Run()[^1];
        string Cell(string column) => rows.Single(r => r[0] == "1" && r[2] == "round 2")[Array.IndexOf(rows[0], column)];
        Assert.Equal(Text(last.Evaluation!.Expected!.Srcc), Cell("expected_srcc"));
        Assert.Equal(Text(last.Evaluation.MeanOfN.Plcc), Cell("mean_plcc"));
        Assert.Equal(Text(last.Evaluation.ComparisonAccuracy), Cell("comparison_accuracy"));
        Assert.Equal(Text(last.Votes.Report.TieRate), Cell("tie_rate"));
        Assert.Equal("3", Cell("steps"));
        string Text(double? value) => Math.Round(value!.Value, 4).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Splits_that_a_stop_left_out_are_made_when_it_goes_on()
    {
        var study = _study with { Seeds = [1] };
        SmallStudy.Run(study, _folder.File("study"), "base");
        var splits = File.ReadAllText(_folder.File("study/small-splits.csv"));
        File.Delete(_folder.File("study/small-splits.csv")); // the kill came before them
        SmallStudy.Run(study, _folder.File("study"), "base,k2");
        Assert.Equal(splits, File.ReadAllText(_folder.File("study/small-splits.csv")));
        Assert.DoesNotContain("splits", SmallStudy.Run(study, _folder.File("study"), "base,k2,reset"));
    }

    [Fact]
    public void A_cell_of_another_start_or_other_pictures_is_refused_before_it_takes_anything_over()
    {
        var study = _study with { Seeds = [1] };
        SmallStudy.Run(study, _folder.File("study"), "base");
        var start = study with { Base = study.Base with { Policy = TinyPolicyFolder.Write(_folder.File("other"), seed: 2) } };
        var refused = Assert.Throws<InvalidDataException>(() => SmallStudy.Run(start, _folder.File("study"), "k2"));
        Assert.Contains("seed-1/base started from another policy than seed-1/k2 would; choose another folder", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("study/cells/seed-1/k2")));

        var identity = _folder.File("study/cells/seed-1/base/identity.json");
        foreach (var (name, what) in new[] { ("pool", "evolved on other pictures"), ("test", "was judged on other pictures") })
        {
            var before = File.ReadAllText(identity);
            File.WriteAllText(identity, before.Replace($"\"{name}\": \"", $"\"{name}\": \"0", StringComparison.Ordinal));
            Assert.Contains(what, Assert.Throws<InvalidDataException>(() => SmallStudy.Run(study, _folder.File("study"), "k2")).Message, StringComparison.Ordinal);
            File.WriteAllText(identity, before);
        }
    }

    [Fact]
    public void A_study_of_two_starts_is_no_fault_and_they_share_no_work()
    {
        using var one = TorchThreads.Use(1);
        var other = TinyPolicyFolder.Write(_folder.File("other"), seed: 2);
        var study = _study with { Seeds = [1], Variants = [.. _study.Variants, new("elsewhere", setup => setup with { Policy = other })] };
        SmallStudy.Run(study, _folder.File("shared"), "base,elsewhere");
        SmallStudy.Run(study, _folder.File("alone"), "elsewhere");
        Assert.Equal(Cell("alone", 1, "elsewhere"), Cell("shared", 1, "elsewhere"));
    }

    [Fact]
    public void A_saved_start_that_a_kill_cut_short_is_saved_again()
    {
        var study = _study with { Seeds = [1] };
        SmallStudy.Run(study, _folder.File("study"), "k2");
        Directory.CreateDirectory(_folder.File("study/cells/seed-1/k2/policy"));
        File.WriteAllText(_folder.File("study/cells/seed-1/k2/policy/tokenizer.json"), "{");
        SmallStudy.Run(study, _folder.File("study"), "further");
        Assert.True(File.Exists(_folder.File("study/cells/seed-1/further/result.json")));
    }

    [Fact]
    public void A_variant_starts_from_the_last_version_of_another()
    {
        SmallStudy.Run(_study with { Seeds = [1] }, _folder.File("study"), "further");
        var before = new RunFolder(_folder.File("study/cells/seed-1/k2"));
        using var start = _study.Base.LoadPolicy();
        using var last = TrainedWeights.Version(start, before.File("rounds/2/policy"));
        var further = RecordedRun.Read(new RunFolder(_folder.File("study/cells/seed-1/further")));
        Assert.Equal(RunIdentity.HashOf(last), further.Policy);
        Assert.NotEqual(RunIdentity.HashOf(start), further.Policy);
    }

    [Fact]
    public void A_cell_from_another_start_takes_none_of_the_first_starts_work()
    {
        using var one = TorchThreads.Use(1);
        SmallStudy.Run(_study with { Seeds = [1] }, _folder.File("study"));
        string Scores(string at) => File.ReadAllText(_folder.File($"study/cells/seed-1/{at}/scores.jsonl"));
        Assert.Equal(Scores("k2/rounds/2"), Scores("further/rounds/0"));
        Assert.NotEqual(Scores("base/rounds/0"), Scores("further/rounds/0"));
    }

    [Fact]
    public void A_cell_that_was_run_with_other_settings_than_its_variant_has_now_is_refused()
    {
        var study = _study with { Seeds = [1] };
        SmallStudy.Run(study, _folder.File("study"), "k2");
        var changed = study with { Variants = [.. study.Variants.Select(v => v.Name == "k2" ? v with { Change = s => v.Change(s) with { Rate = 0.5 } } : v)] };
        var error = Assert.Throws<InvalidDataException>(() => SmallStudy.Run(changed, _folder.File("study"), "base"));
        Assert.Contains("seed-1/k2 was run with other settings", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finished_cell_is_not_run_again()
    {
        SmallStudy.Run(_study, _folder.File("study"), "k2");
        File.Delete(_folder.File("study/small-gains.csv"));
        Assert.Equal(["gains", "splits"], SmallStudy.Run(_study, _folder.File("study"), "k2").Distinct()); // tables, and no work on a cell
        Assert.True(File.Exists(_folder.File("study/small-gains.csv")));
    }

    [Fact]
    public void The_folder_of_another_study_or_of_another_set_up_is_refused()
    {
        new StudyFolder(_study, new RunFolder(_folder.File("study"))).Dispose();
        var other = Assert.Throws<InvalidDataException>(() => new StudyFolder(_study with { Name = "large" }, new RunFolder(_folder.File("study"))));
        Assert.Contains("the folder holds the study small, not large", other.Message, StringComparison.Ordinal);
        var changed = Assert.Throws<InvalidDataException>(() => new StudyFolder(_study with { Base = _study.Base with { Pairs = 11 } }, new RunFolder(_folder.File("study"))));
        Assert.Contains("(pairs was 10, is 11)", changed.Message, StringComparison.Ordinal);
        File.WriteAllText(_folder.File("study/study.json"), "{\"format\": 9}");
        Assert.Contains("expected format 1, found 9", Assert.Throws<InvalidDataException>(() => new StudyFolder(_study, new RunFolder(_folder.File("study")))).Message, StringComparison.Ordinal);
        File.WriteAllText(_folder.File("study/study.json"), "{");
        Assert.Contains("study.json: expected what the study is as JSON", Assert.Throws<InvalidDataException>(() => new StudyFolder(_study, new RunFolder(_folder.File("study")))).Message, StringComparison.Ordinal);
    }

    private Dictionary<string, string> Cell(string study, int seed, string variant) =>
        RunContent.Of(_folder.File($"{study}/cells/seed-{seed}/{variant}")).Where(f => f.Key != "cost.jsonl").ToDictionary();

    private double Sum(string study, string variant, Func<StudyCost, double> figure) =>
        new[] { 1, 2 }.Sum(seed => Journal.Read<StudyCost>(_folder.File($"{study}/cells/seed-{seed}/{variant}/cost.jsonl")).Sum(figure));
}

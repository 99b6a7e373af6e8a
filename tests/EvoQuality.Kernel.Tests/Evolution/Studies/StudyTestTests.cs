using EvoQuality.Benchmarks.Kill;
using EvoQuality.Datasets;
using EvoQuality.Evolution;
using EvoQuality.Evolution.Studies;
using EvoQuality.Foundations;
using EvoQuality.Imaging;

namespace EvoQuality.Kernel.Tests;

/// <summary>The pictures of the end: how the kept versions are judged on them, and that every look is counted.</summary>
public sealed class StudyTestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Kept_versions_score_other_pictures_as_they_scored_their_own()
    {
        using var one = TorchThreads.Use(1);
        var study = SmallStudy.On(SmallStudy.Policy(_folder.File("policy"))) with { Seeds = [1] };
        SmallStudy.Run(study, _folder.File("study"), "base");
        using var kept = new StudyFolder(study, new RunFolder(_folder.File("study")));
        new StudyTest(kept, EvolutionData.Load(study.Base).Test!).Run(kept.Done()); // the pictures that the run was judged on: the same scores must come out
        string[] Columns(string file) => [.. File.ReadAllLines(_folder.File(file)).Select(l => string.Join(',', l.Split(',').Take(11)))];
        Assert.Equal(6, Columns("study/small-rounds.csv").Length);
        Assert.Equal(Columns("study/small-rounds.csv"), Columns("study/small-test-rounds.csv"));
        Assert.Equal(File.ReadAllText(_folder.File("study/small-gains.csv")), File.ReadAllText(_folder.File("study/small-test-gains.csv")));
    }

    [Fact]
    public void The_cells_asked_for_are_judged_and_earlier_ones_stay_and_another_start_is_refused()
    {
        var policy = SmallStudy.Policy(_folder.File("policy"));
        var study = SmallStudy.On(policy) with { Seeds = [1] };
        SmallStudy.Run(study, _folder.File("study"), "base,k2");
        using var kept = new StudyFolder(study, new RunFolder(_folder.File("study")));
        var test = EvolutionData.Load(study.Base).Test!;
        string[] Judged() => [.. StudyResults.Read(_folder.File("study"), "small-test").Rows.Select(r => r.Variant).Distinct()];
        new StudyTest(kept, test).Run(study.Cells(pattern: "k2"));
        Assert.Equal(["k2"], Judged());
        new StudyTest(kept, test).Run(study.Cells(pattern: "base,reset"));
        Assert.Equal(["base", "k2"], Judged()); // reset is not done
        TinyPolicyFolder.Write(policy, seed: 2);
        Assert.Contains("expected the policy that the run of", Assert.Throws<InvalidDataException>(() => new StudyTest(kept, test).Run(kept.Done())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_that_was_moved_is_judged_where_it_is_today()
    {
        var policy = SmallStudy.Policy(_folder.File("policy"));
        var study = SmallStudy.On(policy) with { Seeds = [1] };
        SmallStudy.Run(study, _folder.File("study"), "k2");
        var started = Directory.GetFiles(_folder.File("study"), "started.txt", SearchOption.AllDirectories).ToDictionary(f => f, File.ReadAllText);
        Directory.Move(policy, _folder.File("moved"));
        var today = study with { Base = study.Base with { Policy = _folder.File("moved") } };
        using var kept = new StudyFolder(today, new RunFolder(_folder.File("study")));
        new StudyTest(kept, EvolutionData.Load(study.Base).Test!).Run(kept.Done());
        Assert.Equal(3, StudyResults.Read(_folder.File("study"), "small-test").Rows.Count);
        Assert.All(started.Where(f => f.Key.Contains("cells", StringComparison.Ordinal)), f => Assert.Equal(f.Value, File.ReadAllText(f.Key)));
    }

    [Fact]
    public void Photographs_are_judged_by_the_middle_that_the_cells_saw()
    {
        using var one = TorchThreads.Use(1);
        var images = Directory.CreateDirectory(_folder.File("images")).FullName;
        foreach (var i in Enumerable.Range(0, 9))
            File.WriteAllBytes(Path.Combine(images, $"{i}.png"), ImageCodec.EncodePng(new RgbImage(60, 60, [.. Enumerable.Range(0, 60 * 60 * 3).Select(v => (byte)(v * (i + 1) * (1 + (v / 3000))))])));
        string Labels(string name, int from, int count)
        {
            File.WriteAllLines(_folder.File(name), Enumerable.Range(from, count).Select(i => $"{i}.png,{1 + (i * 7 % 5)}").Prepend("image,mos"));
            return _folder.File(name);
        }

        var small = SmallStudy.On(SmallStudy.Policy(_folder.File("policy")));
        var study = small with
        {
            Seeds = [1],
            Base = small.Base with { Images = images, Labels = Labels("pool.csv", 0, 4), TestLabels = Labels("held.csv", 4, 5), Pairs = 6, Crop = 28 },
        };
        SmallStudy.Run(study, _folder.File("study"), "k2");
        using var kept = new StudyFolder(study, new RunFolder(_folder.File("study")));
        new StudyTest(kept, ImageFolder.Load(images, _folder.File("held.csv"))).Run(kept.Done());
        var (run, judged) = (StudyResults.Read(_folder.File("study"), "small"), StudyResults.Read(_folder.File("study"), "small-test"));
        Assert.Equal(run.Rows.Select(r => (r.Version, r.ExpectedPlcc, r.MeanPlcc)), judged.Rows.Select(r => (r.Version, r.ExpectedPlcc, r.MeanPlcc)));
    }

    [Fact]
    public void A_look_is_counted_once_and_one_with_more_cells_again()
    {
        var today = new DateOnly(2026, 11, 24);
        using var kept = new StudyFolder(SmallStudy.On("nowhere"), new RunFolder(_folder.File("study")));
        var touches = new TestTouches(_folder.File("touches.csv"));
        Assert.Contains("expected the file that counts looks", Assert.Throws<FileNotFoundException>(() => touches.Add(kept, kept.Study.Cells(), today)).Message, StringComparison.Ordinal);
        File.WriteAllText(_folder.File("touches.csv"), "touch,date,study,cells,kit\n");
        Assert.Contains("nothing to judge", Assert.Throws<InvalidOperationException>(() => touches.Add(kept, kept.Study.Cells(), today)).Message, StringComparison.Ordinal);
        foreach (var cell in kept.Study.Cells([1]).Take(2))
        {
            StudyFolder.Finish(new RunFolder(kept.PathOf(cell)), []);
            Assert.True(touches.Add(kept, kept.Study.Cells([1]), today));
            Assert.False(touches.Add(kept, [cell], today)); // of what was counted, a part
        }

        Assert.Equal(2, touches.Count);
        Assert.StartsWith("2,2026-11-24,small,2,", File.ReadAllLines(_folder.File("touches.csv"))[2], StringComparison.Ordinal);
        File.WriteAllText(_folder.File("touches.csv"), "a,b\n");
        Assert.Contains("expected the header touch,date,study,cells,kit, found a,b", Assert.Throws<InvalidDataException>(() => touches.Count).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Written_tables_read_back_as_they_were()
    {
        SmallStudy.Run(SmallStudy.On(SmallStudy.Policy(_folder.File("policy"))) with { Seeds = [1] }, _folder.File("study"), "base");
        var read = StudyResults.Read(_folder.File("study"), "small");
        Assert.Equal(["start", "round 1", "round 2", "sharpened start", "random labels"], read.Rows.Select(r => r.Version));
        Assert.Equal((1, "base", 3), (read.Rows[1].Seed, read.Rows[1].Variant, read.Rows[1].Steps));
        Assert.Null(read.Rows[0].Steps);
        var gain = read.Gains.First(g => g.Of.Version == "round 1" && g.Measure == "expected");
        Assert.Equal((new StudyVersion("base", "start"), read.Rows[0].ExpectedSrcc, read.Rows[1].ExpectedSrcc), (gain.Against, gain.Before, gain.After));
        File.AppendAllText(_folder.File("study/small-gains.csv"), "gain,base\n");
        Assert.Contains("expected 12 cells, found 2", Assert.Throws<InvalidDataException>(() => StudyResults.Read(_folder.File("study"), "small")).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => StudyResults.Read(_folder.File("study"), "large"));
    }
}

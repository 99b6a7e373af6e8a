using EvoQuality.Evolution.Studies;
using EvoQuality.Foundations;

namespace EvoQuality.Kernel.Tests;

/// <summary>Tables of cells that were run in different folders, laid together.</summary>
public sealed class JoinedTablesTests : IDisposable
{
    private static readonly double[] Muddled = [2, 1, 3, 6, 4, 5], Better = [1, 3, 2, 4, 6, 5], Right = [1, 2, 3, 4, 5, 6];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("base", "k2")]
    [InlineData("k2", "base")]
    public void Cells_run_in_two_folders_make_the_tables_of_one_folder(string first, string second)
    {
        Add("one", [1, 2], first);
        Add("two", [1, 2], second);
        Tables("whole", [1, 2], "base", "k2");
        Assert.Equal(
            ["small-cost.csv", "small-gains.csv", "small-rounds.csv", "small-splits.csv", "small.json"],
            Directory.EnumerateFiles(_folder.File("together")).Select(Path.GetFileName).Order());
        foreach (var kind in new[] { "rounds", "splits" }) Assert.Equal(Text("whole", kind), Text("together", kind));
        Assert.Equal(Lines("whole", "gains").Where(l => !l.StartsWith("votes,", StringComparison.Ordinal)), Lines("together", "gains")); // no folder had both sides of these
        Assert.Equal(File.ReadAllText(_folder.File("whole/small.json")), File.ReadAllText(_folder.File("together/small.json")));
    }

    [Fact]
    public void A_cell_that_was_run_again_takes_its_rows_place()
    {
        Add("one", [1, 2], "base", "k2");
        var before = Lines("together", "gains");
        Add("two", [1, 2], last: Right, "k2");
        var after = Lines("together", "gains");
        static bool IsOf(string line) => line.Split(',') is var cells && (cells[1] == "k2" || cells[3] == "k2");
        Assert.Equal(before.Where(l => !IsOf(l)), after.Where(l => !IsOf(l)));
        Assert.All(after.Where(IsOf), l => Assert.Equal(l.Split(',')[1], l.Split(',')[3])); // gains against another cell are of the figures before: they went
        Assert.Equal(1, StudyResults.Read(_folder.File("together"), "small").Gains.Single(g => g.Of == new StudyVersion("k2", "round 2") && g.Against.Version == "start" && g.Measure == "expected").After);
    }

    [Fact]
    public void What_was_said_of_the_weights_before_on_the_test_part_goes_with_them()
    {
        Add("one", [1, 2], "base", "k2");
        string Row(int seed, string variant) => $"{seed},{variant},start" + new string(',', StudyTables.RowColumns.Length - 3);
        string Gain(string variant, string against) => $"votes,{variant},round 2,{against},round 2,expected,2,0.1,0.2,0.1,0.05,0.15";
        File.WriteAllLines(_folder.File("together/small-test-rounds.csv"), [string.Join(',', StudyTables.RowColumns), Row(1, "base"), Row(1, "k2")]);
        File.WriteAllLines(_folder.File("together/small-test-gains.csv"), [string.Join(',', StudyTables.GainColumns), Gain("base", "base"), Gain("base", "k2")]);
        Add("two", [1, 2], "k2"); // the same figures
        Assert.Equal((3, 3), (Lines("together", "test-rounds").Length, Lines("together", "test-gains").Length));
        Add("three", [1, 2], last: Right, "k2");
        Assert.Equal([Row(1, "base")], Lines("together", "test-rounds")[1..]);
        Assert.Equal([Gain("base", "base")], Lines("together", "test-gains")[1..]);
    }

    [Fact]
    public void A_gain_or_a_split_over_fewer_seeds_replaces_none()
    {
        Add("one", [1, 2], "base");
        var before = (Text("together", "gains"), Text("together", "splits"));
        Add("two", [1], "base");
        Assert.NotEqual(before, (Text("two", "gains"), Text("two", "splits")));
        Assert.Equal(before, (Text("together", "gains"), Text("together", "splits")));
    }

    [Fact]
    public void A_variant_that_was_run_again_for_some_of_its_seeds_is_refused_by_name()
    {
        Add("one", [1, 2], "base");
        var before = Text("together", "rounds");
        var error = Assert.Throws<InvalidDataException>(() => Add("two", [1], last: Right, "base"));
        Assert.Contains("base was run again with other figures, but not for seed 2", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Text("together", "rounds"));
    }

    [Fact]
    public void Tables_of_another_start_are_refused()
    {
        Add("one", [1], "base");
        void Start(string folder, string hash) => File.WriteAllText(_folder.File($"{folder}/cells/seed-1/base/identity.json"), $$"""{"policy": "{{hash}}"}""");
        Start("one", "0123456789");
        Add("one", [1], "base");
        Assert.Contains("0123456789", File.ReadAllText(_folder.File("together/small.json")), StringComparison.Ordinal);
        using (Study("two", [1], Better, ["base"])) Start("two", "9876543210");
        var error = Assert.Throws<InvalidDataException>(() => Add("two", [1], "base"));
        Assert.Contains("of another start (01234567…, these 98765432…)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_another_kit_is_refused_by_name()
    {
        Directory.CreateDirectory(_folder.File("together"));
        File.WriteAllText(_folder.File("together/small-gains.csv"), "question,gain\n");
        var error = Assert.Throws<InvalidDataException>(() => Add("one", [1], "base"));
        Assert.Contains("small-gains.csv", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_of_another_set_up_are_refused_by_setting_and_stay()
    {
        Add("one", [1], "base");
        var file = _folder.File("together/small.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"group\": ", "\"group\": 1", StringComparison.Ordinal));
        var before = Text("together", "rounds");
        var error = Assert.Throws<InvalidDataException>(() => Add("two", [2], "base"));
        Assert.StartsWith($"{file}: the tables there are of another set-up (group was 1", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(';', error.Message[..error.Message.IndexOf(')', StringComparison.Ordinal)]); // nothing else differs
        Assert.Equal(before, Text("together", "rounds"));
    }

    [Theory]
    [InlineData("ties", true)] // at its default
    [InlineData("pairs", false)] // not
    public void A_setting_that_the_kit_of_then_did_not_know_is_at_its_default(string setting, bool joined)
    {
        Add("one", [1], "base");
        var file = _folder.File("together/small.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace($"\"{setting}\": ", $"\"{setting}_of_then\": ", StringComparison.Ordinal));
        var error = Record.Exception(() => Add("two", [2], "base"));
        if (joined) Assert.Equal([1, 2], StudyResults.Read(_folder.File("together"), "small").Rows.Select(r => r.Seed).Distinct());
        else Assert.Contains("(pairs was nothing, is ", Assert.IsType<InvalidDataException>(error).Message, StringComparison.Ordinal);
    }

    private void Add(string name, int[] seeds, params string[] variants) => Add(name, seeds, Better, variants);

    private void Add(string name, int[] seeds, double[] last, params string[] variants)
    {
        using var study = Study(name, seeds, last, variants);
        JoinedTables.AddTo(study, _folder.File("together"));
    }

    private void Tables(string name, int[] seeds, params string[] variants) => Study(name, seeds, Better, variants).Dispose();

    private StudyFolder Study(string name, int[] seeds, double[] last, string[] variants)
    {
        var study = new StudyFolder(SmallStudy.On("nowhere"), new RunFolder(_folder.File(name)));
        foreach (var seed in seeds)
            foreach (var variant in variants) WrittenCell.Write(study, seed, variant, Muddled, last);
        StudyTables.WriteRows(study);
        StudyTables.WriteGains(study);
        StudyTables.WriteSplits(study);
        return study;
    }

    private string Text(string folder, string kind) => File.ReadAllText(_folder.File($"{folder}/small-{kind}.csv"));

    private string[] Lines(string folder, string kind) => File.ReadAllLines(_folder.File($"{folder}/small-{kind}.csv"));
}

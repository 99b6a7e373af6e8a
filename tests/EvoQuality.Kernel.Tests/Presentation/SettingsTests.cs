using System.Reflection;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Grpo;
using EvoQuality.Presentation;
using EvoQuality.Voting;
using Microsoft.Data.Analysis;

namespace EvoQuality.Kernel.Tests;

/// <summary>Tables of settings are read from the types; what the types must say for that is held here.</summary>
public class SettingsTests
{
    public static TheoryData<string> RecordNames => [.. Tables.SettingRecords.Select(t => t.Name)];

    [Fact]
    public void Every_options_record_of_the_library_is_among_the_records()
    {
        var options = typeof(Tables).Assembly.GetExportedTypes()
            .Where(t => t.Name.EndsWith("Options", StringComparison.Ordinal) && t.GetConstructor(Type.EmptyTypes) is not null);
        Assert.Empty(options.Except(Tables.SettingRecords).Select(t => t.Name));
        Assert.Contains(typeof(EvolutionSetup), Tables.SettingRecords);
    }

    [Theory]
    [MemberData(nameof(RecordNames))]
    public void Every_setting_says_its_unit_its_source_and_what_it_means(string record)
    {
        var type = Tables.SettingRecords.Single(t => t.Name == record);
        var table = Table(type);
        Assert.Equal(Tables.Settable(type).Select(p => p.Name), Column(table, "setting"));
        Assert.All(Enumerable.Range(0, (int)table.Rows.Count), row =>
        {
            var grouped = table["default"][row].ToString()!.StartsWith("see ", StringComparison.Ordinal);
            Assert.True(grouped || table["source"][row].ToString()!.Length > 0, $"{record}.{table["setting"][row]} has no [Setting(unit, source)]");
            Assert.False(string.IsNullOrWhiteSpace(table["meaning"][row].ToString()), $"{record}.{table["setting"][row]} has no summary");
        });
    }

    [Theory]
    [MemberData(nameof(RecordNames))]
    public void A_relative_is_named_and_nobody_else(string record) => Assert.All(
        Tables.Settable(Tables.SettingRecords.Single(t => t.Name == record)).Select(p => (p.Name, Fact: p.GetCustomAttribute<SettingAttribute>())).Where(p => p.Fact is not null),
        p => Assert.True(p.Fact!.Source == SettingSource.Relative == p.Fact.Of.Length > 0, $"{record}.{p.Name}: {p.Fact}"));

    [Fact]
    public void Defaults_are_those_of_a_new_record()
    {
        var table = Tables.Settings<VoteOptions>();
        Assert.Equal(["K", "32", "votes per pair", "paper", "Votes per pair, K. Paper: 32."], Row(table, 0));
        Assert.Equal(["Temperature", "1", "", "VisualQuality-R1, verl"], Row(table, 4)[..4]);
        var loss = Tables.Settings<GrpoLossOptions>();
        Assert.Equal(["0.2", "none", "none"], Column(loss, "default").Take(3));
        Assert.Equal("K3", loss["default"][Column(loss, "setting").ToList().IndexOf("Kl")]);
        Assert.EndsWith("null is ClipRange.", Column(loss, "meaning").ElementAt(1).ToString()!, StringComparison.Ordinal); // a <see cref>
    }

    [Fact]
    public void Presets_are_flattened_and_what_is_the_same_in_all_may_be_left_out()
    {
        (string, GrpoPreset)[] presets = [("paper", GrpoPreset.Paper), ("verl", GrpoPreset.Verl)];
        var table = Tables.Presets(presets, differingOnly: true);
        Assert.Equal(["Name", "Loss.Beta", "Loss.Ratio", "Loss.Surrogate", "Loss.Kl", "Loss.Reduction"], Column(table, "setting"));
        Assert.Equal(["Loss.Beta", "0.05", "0"], Row(table, 1));
        Assert.True(Tables.Presets(presets).Rows.Count > table.Rows.Count);
    }

    [Fact]
    public void A_group_that_one_preset_lacks_is_none_there()
    {
        var table = Tables.Presets([("paper", EvolutionOptions.Paper), ("pocket", EvolutionOptions.Pocket)], differingOnly: true);
        var row = Column(table, "setting").ToList().IndexOf("Online.Diversity.Window");
        Assert.Equal(["Online.Diversity.Window", "none", "20"], Row(table, row));
    }

    [Fact]
    public void Parameters_are_counted_part_by_part_and_add_up()
    {
        using var policy = TinyPolicy.Create();
        var table = Tables.Parameters(policy.Model);
        var counts = Column(table, "parameters").Cast<long>().ToArray();
        Assert.Equal(policy.Model.parameters().Sum(p => p.numel()), counts[^1]);
        Assert.Equal(counts[^1], counts[..^1].Sum());
        Assert.Equal("all", Column(table, "part").Last());
        Assert.Contains("visual.blocks.0", Column(table, "part"));
    }

    [Fact]
    public void The_architecture_names_both_halves()
    {
        using var policy = TinyPolicy.Create();
        var table = Tables.Architecture(policy.Model.Config);
        var names = Column(table, "setting").ToList();
        Assert.Equal(policy.Model.Config.Vision.Depth.ToString(System.Globalization.CultureInfo.InvariantCulture), table["value"][names.IndexOf("Vision.Depth")]);
        Assert.Contains("Text.HiddenSize", names);
    }

    private static DataFrame Table(Type record) => (DataFrame)typeof(Tables).GetMethod(nameof(Tables.Settings))!.MakeGenericMethod(record).Invoke(null, null)!;

    private static IEnumerable<object> Column(DataFrame table, string name) => table[name].Cast<object>();

    private static object[] Row(DataFrame table, int row) => [.. table.Columns.Select(c => c[row])];
}

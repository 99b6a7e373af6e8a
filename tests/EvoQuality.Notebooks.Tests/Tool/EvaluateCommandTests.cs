using System.Text.Json;

namespace EvoQuality.Notebooks.Tests;

public sealed class EvaluateCommandTests : Evoquality
{
    [Fact]
    public async Task Pictures_with_labels_give_a_table_and_a_file()
    {
        TinyPolicyFolder.Write(At("policy"));
        Pictures("photos", 5);
        File.WriteAllText(At("labels.csv"), "image,mos\np0.png,1\np1.png,2\np2.png,3\np3.png,4\np4.png,5\n");
        Assert.Equal(0, await Run(
            "evaluate", At("policy"), "--images", At("photos"), "--labels", At("labels.csv"),
            "--samples", "3", "--pairs", "4", "--out", At("new/report.json")));
        Assert.Empty(Error.ToString());

        Assert.Contains("photos/labels, 5 pictures", Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("mean of 3", Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("expected ", Output.ToString(), StringComparison.Ordinal);
        using var report = JsonDocument.Parse(File.ReadAllText(At("new/report.json")));
        Assert.Equal(5, report.RootElement.GetProperty("images").GetInt32());
        Assert.Equal("direct", report.RootElement.GetProperty("style").GetString());
        Assert.Equal([1, 2, 3, 4, 5], report.RootElement.GetProperty("scores").EnumerateArray().Select(s => s.GetProperty("mos").GetDouble()));
        Assert.InRange(report.RootElement.GetProperty("expected").GetProperty("srcc").GetDouble(), -1, 1);
    }

    [Fact]
    public async Task Scenes_need_no_data_and_one_seed_gives_one_report()
    {
        TinyPolicyFolder.Write(At("policy"));
        Task<int> Evaluate(string seed, string file) => Run(
            "evaluate", At("policy"), "--scenes", "4", "--seed", seed, "--samples", "2", "--pairs", "3", "--out", At(file));
        Assert.Equal(0, await Evaluate("7", "a.json"));
        Assert.Equal(0, await Evaluate("7", "b.json"));
        Assert.Equal(0, await Evaluate("8", "c.json"));
        Assert.Equal(File.ReadAllText(At("a.json")), File.ReadAllText(At("b.json")));
        Assert.NotEqual(File.ReadAllText(At("a.json")), File.ReadAllText(At("c.json")));
    }

    [Fact]
    public async Task Kept_scores_give_the_same_report_and_say_what_decided_them()
    {
        var policy = TinyPolicyFolder.Write(At("policy"));
        Task<int> Evaluate(string file) => Run(
            "evaluate", policy, "--scenes", "4", "--samples", "2", "--pairs", "3", "--keep-scores", At("kept"), "--out", At(file));
        Assert.Equal(0, await Evaluate("a.json"));
        var kept = Directory.GetFiles(At("kept"), "*.json", SearchOption.AllDirectories);
        Assert.Equal(4, kept.Length);
        Assert.Equal(0, await Evaluate("b.json"));
        Assert.Equal(File.ReadAllText(At("a.json")), File.ReadAllText(At("b.json")));
        Assert.Equal(4, Directory.GetFiles(At("kept"), "*.json", SearchOption.AllDirectories).Length);
        using var report = JsonDocument.Parse(File.ReadAllText(At("a.json")));
        var provenance = report.RootElement.GetProperty("provenance");
        Assert.Matches("^[0-9a-f]{64}-float32$", provenance.GetProperty("policy_hash").GetString()!);
        Assert.Equal((2, 16), (provenance.GetProperty("samples").GetInt32(), provenance.GetProperty("decoding").GetProperty("max_new_tokens").GetInt32()));
        Assert.True(provenance.GetProperty("limits").GetProperty("max").GetInt32() > 0);
        Assert.Equal(4, report.RootElement.GetProperty("scores").EnumerateArray().Select(s => s.GetProperty("seed").GetUInt64()).Distinct().Count());
    }

    [Fact]
    public async Task A_benchmark_is_measured_on_its_test_part_in_its_direction_and_each_picture_is_scored_once()
    {
        // A set with a wrong number of labels is refused before the model is asked.
        var policy = TinyPolicyFolder.Write(At("policy"));
        Pictures("koniq/1024x768", 2);
        File.WriteAllText(At("koniq/koniq10k_distributions_sets.csv"), "image_name,c1,c2,c3,c4,c5,c_total,MOS,SD,set\np0.png,0,0,0,0,0,9,70,0.5,test\n");
        Assert.Equal(1, await Run("evaluate", policy, "--dataset", "koniq10k", "--root", At("koniq")));
        Assert.Contains("expected the 10073 labels of KonIQ-10k, found 1", Error.ToString(), StringComparison.Ordinal);

        // CSIQ has no published split and its DMOS is lower-better. Hashes of files that have just been written are not remembered.
        foreach (var file in Directory.GetFiles(policy)) File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-1));
        Csiq(At("csiq"));
        Task<int> Evaluate(string file) => Run(
            "evaluate", policy, "--dataset", "csiq", "--root", At("csiq"), "--samples", "1", "--pairs", "3", "--keep-scores", At("kept"), "--out", At(file), "--csv", At("scores.csv"));
        Assert.True(await Evaluate("a.json") == 0, Error.ToString());
        Assert.Contains("csiq, 866 pictures", Output.ToString(), StringComparison.Ordinal);
        var lines = File.ReadAllLines(At("scores.csv"));
        Assert.Equal("image,mos,single,mean,greedy,expected", lines[0]);
        Assert.Equal(867, lines.Length);
        Assert.Contains(lines, l => l.Split(',')[1] == "5"); // the DMOS of 0, which is the best
        Assert.True(File.Exists(At("kept/hashes.json")));
        var kept = Directory.GetFiles(At("kept"), "*.json", SearchOption.AllDirectories).Length;
        Assert.Equal(0, await Evaluate("b.json"));
        Assert.Equal(File.ReadAllText(At("a.json")), File.ReadAllText(At("b.json")));
        Assert.InRange(Directory.GetFiles(At("kept"), "*.json", SearchOption.AllDirectories).Length, kept, kept + 1);
    }

    /// <summary>866 names in CSIQ's layout, all of one small picture of our own; DMOS rises with the level.</summary>
    private void Csiq(string folder)
    {
        var picture = File.ReadAllBytes(Path.Combine(Pictures("one", 1, 28, 28), "p0.png"));
        foreach (var part in new[] { "src_imgs", "dst_imgs" }) Directory.CreateDirectory(Path.Combine(folder, part));
        foreach (var reference in Enumerable.Range(0, 30)) File.WriteAllBytes(Path.Combine(folder, "src_imgs", $"r{reference}.png"), picture);
        var names = (from reference in Enumerable.Range(0, 30) from type in new[] { "AWGN", "BLUR", "contrast", "fnoise", "JPEG", "jpeg2000" } from level in Enumerable.Range(1, 5) select (Name: $"r{reference}.{type}.{level}.png", Level: level)).Take(866).ToArray();
        foreach (var (name, _) in names) File.WriteAllBytes(Path.Combine(folder, "dst_imgs", name), picture);
        File.WriteAllText(Path.Combine(folder, "csiq_label.txt"), string.Concat(names.Select(n => FormattableString.Invariant($"{n.Name} {(n.Level - 1) / 4.0}\n"))));
    }

    [Theory]
    [InlineData("Give pictures")]
    [InlineData("Give pictures", "--dataset", "koniq10k")]
    [InlineData("not both", "--scenes", "4", "--root", "x", "--dataset", "koniq10k")]
    [InlineData("--split needs --dataset", "--scenes", "4", "--split", "official")]
    [InlineData("There is no benchmark 'ava'", "--dataset", "ava", "--root", "x")]
    [InlineData("Give pictures", "--images", "photos")]
    [InlineData("not both", "--images", "photos", "--labels", "l.csv", "--scenes", "4")]
    [InlineData("--scenes is 3; expected 4 or more", "--scenes", "3")]
    [InlineData("--samples is 0; expected 1 or more", "--scenes", "4", "--samples", "0")]
    [InlineData("--style", "--scenes", "4", "--style", "loud")]
    public async Task A_wrong_command_line_exits_with_2(string message, params string[] rest)
    {
        Assert.Equal(2, await Run(["evaluate", "policy", .. rest]));
        Assert.Contains(message, Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Output.ToString());
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_refused_before_anything_runs()
    {
        File.WriteAllText(At("file"), "");
        Assert.Equal(2, await Run("evaluate", At("policy"), "--scenes", "4", "--out", At("file/report.json")));
        Assert.StartsWith($"error: --out {At("file/report.json")}: cannot write this file", Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_a_policy_is_named()
    {
        Assert.Equal(1, await Run("evaluate", At("nowhere"), "--scenes", "4"));
        Assert.StartsWith($"error: {At("nowhere")}: expected a model folder", Error.ToString(), StringComparison.Ordinal);
        Assert.Single(Error.ToString().TrimEnd().Split('\n'));
    }
}

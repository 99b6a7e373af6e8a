using System.Text.Json.Nodes;
using EvoQuality.Generation;
using EvoQuality.Imaging;
using EvoQuality.Tool;

namespace EvoQuality.Notebooks.Tests;

/// <summary>Notebook 07 from end to end through the console, with a policy of random weights and a few pictures.</summary>
public sealed class EvolutionNotebookTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    private Task<int> Run(params string[] settings)
    {
        string[] all =
        [
            $"policy={TinyPolicyFolder.Write(_scratch.Path("start"))}", "rounds=1", "k=256", "pairs=8", "steps=2", "group=4", "samples=4",
            "scenes=8", "testScenes=9", .. settings,
        ];
        return ConsoleApp.RunAsync(
            ["run", Path.Combine(NotebookRulesTests.Folder()!, "07-evolution.ipynb"), "--out", _scratch.Path("out"), .. all.SelectMany(s => new[] { "--set", s })],
            _output, _error);
    }

    [Fact]
    public async Task It_runs_on_scenes_and_leaves_summary_configuration_tables_and_a_policy()
    {
        Assert.True(await Run() == 0, _error.ToString());

        var summary = Json("summary.json");
        Assert.Equal([0, 1], summary["rounds"]!.AsArray().Select(r => (int)r!["round"]!));
        foreach (var round in summary["rounds"]!.AsArray())
        {
            foreach (var way in new[] { "single_sample", "mean_of_n", "greedy", "expected" })
                foreach (var field in new[] { "srcc", "srcc_low", "srcc_high", "plcc" })
                    Assert.True(round![way]!.AsObject().ContainsKey(field), $"{way}.{field}");
            foreach (var field in new[] { "comparison_accuracy", "consensus_accuracy", "parse_rate", "tie_rate", "first_shown_share", "entropy" })
                Assert.True(round!.AsObject().ContainsKey(field), field);
        }

        Assert.Equal(["sharpened_start", "shuffled_labels", "true_labels", "random_labels"], summary["controls"]!.AsObject().Select(c => c.Key));
        Assert.Equal(["start", "sharpened_start", "shuffled_labels"], summary["gains"]!.AsObject().Select(g => g.Key));
        Assert.Equal(["voting", "training", "evaluation", "total"], Json("cost.json")["seconds"]!.AsObject().Select(s => s.Key));
        Assert.Equal(1, (int)summary["seed"]!);

        var configuration = Json("config.json");
        Assert.Equal(256, (int)configuration["parameters"]!["k"]!);
        Assert.Equal(256, (int)configuration["options"]!["votes"]!["k"]!);
        foreach (var table in new[] { "metrics.csv", "scores.csv", "votes-0.csv", "votes-1.csv", "ranking-1.csv" })
            Assert.True(File.ReadLines(_scratch.Path($"out/{table}")).Count() > 1, table);
        using var evolved = QwenPolicy.Load(_scratch.Path("out/policy"));
        Assert.DoesNotContain("src=\"http", File.ReadAllText(_scratch.Path("out/07-evolution.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photographs_without_labels_give_votes_and_a_ranking_and_no_claim()
    {
        var folder = Directory.CreateDirectory(_scratch.Path("own")).FullName;
        for (var i = 0; i < 5; i++)
            File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), ImageCodec.EncodePng(new RgbImage(60, 60, [.. Enumerable.Range(0, 60 * 60 * 3).Select(v => (byte)(v * (i + 1)))])));
        Assert.True(await Run($"images={folder}") == 0, _error.ToString());
        Assert.Empty(Json("summary.json")["gains"]!.AsObject());
        Assert.Contains("nothing is claimed", File.ReadAllText(_scratch.Path("out/07-evolution.ipynb")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_value_is_told_in_one_sentence()
    {
        Assert.Equal(1, await Run("k=0"));
        Assert.Contains("Parameters: k is 0, expected 1 or more votes per pair.", _error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _scratch.Dispose();

    private JsonNode Json(string name) => JsonNode.Parse(File.ReadAllText(_scratch.Path($"out/{name}")))!;
}

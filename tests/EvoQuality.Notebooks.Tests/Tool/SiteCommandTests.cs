using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks.Tests;

public sealed class SiteCommandTests : Evoquality
{
    [Fact]
    public async Task A_site_is_written_run_fresh_and_the_same_for_the_same_seed()
    {
        TinyPolicyFolder.Write(At("policy"));
        WriteNotebook("1 + 41");
        Task<int> Export(string to, string seed) => Run(
            "site", At(to), "--notebooks", At("n"), "--run", "--policy", At("policy"), "--pairs", "4", "--k", "6", "--seed", seed);
        Assert.Equal(0, await Export("a", "1"));
        Assert.Contains("<pre class=\"result\">42</pre>", File.ReadAllText(At("a/00-a.html")), StringComparison.Ordinal);
        Assert.DoesNotContain("42", File.ReadAllText(At("n/00-a.ipynb")), StringComparison.Ordinal); // the notebook stays as it is
        Assert.Equal(0, await Export("b", "1"));
        Assert.Equal(0, await Export("c", "2"));
        Assert.Equal(File.ReadAllText(At("a/vote.html")), File.ReadAllText(At("b/vote.html")));
        Assert.NotEqual(File.ReadAllText(At("a/vote.html")), File.ReadAllText(At("c/vote.html")));

        var vote = File.ReadAllText(At("a/vote.html"));
        var start = vote.IndexOf("id=\"data\">", StringComparison.Ordinal) + 10;
        var data = JsonNode.Parse(vote[start..vote.IndexOf("</script>", start, StringComparison.Ordinal)])!;
        Assert.Equal(("policy", 6, 1), (data["policy"]!.ToString(), (int)data["voters"]!, (int)data["seed"]!));
        var pairs = data["pairs"]!.AsArray();
        Assert.Equal(4, pairs.Count);
        Assert.Equal(2, pairs.Count(p => p!["better"]!.ToString() == "left"));
        Assert.All(pairs, p =>
        {
            Assert.Matches("^[LR-]{6}$", p!["votes"]!.ToString());
            Assert.Equal(p["better"]!.ToString() == "left", (int)p["leftLevel"]! < (int)p["rightLevel"]!);
            var (left, right) = (p["votes"]!.ToString().Count(v => v == 'L'), p["votes"]!.ToString().Count(v => v == 'R'));
            Assert.Equal(left + right == 0 ? null : left > right ? "left" : left < right ? "right" : "tie", p["consensus"]?.ToString());
        });
        Assert.Contains("1 notebooks, 4 files", Output.ToString(), StringComparison.Ordinal);
        Assert.Empty(Error.ToString());
    }

    [Fact]
    public async Task A_cell_that_fails_is_named_and_no_page_is_written()
    {
        WriteNotebook("throw new Exception(\"no\");");
        Assert.Equal(1, await Run("site", At("out"), "--notebooks", At("n"), "--run"));
        Assert.StartsWith($"error: {At("n/00-a.ipynb")}: ", Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(At("out")));
    }

    [Theory]
    [InlineData("is not empty; with --force", "full")]
    [InlineData("index.html: expected a file of an earlier site, but it is not on the list site.json", "full", "--force")]
    [InlineData("found a file", "full/file")]
    [InlineData("found no such folder", "out", "--notebooks", "nowhere")]
    [InlineData("--pairs is 0; expected 1 or more", "out", "--pairs", "0")]
    [InlineData("--k is 1; expected 2 or more", "out", "--k", "1")]
    public async Task A_wrong_command_line_exits_with_2_before_anything_is_made(string message, string target, params string[] rest)
    {
        WriteNotebook("1");
        Directory.CreateDirectory(At("full"));
        File.WriteAllText(At("full/file"), "");
        File.WriteAllText(At("full/index.html"), "mine");
        string[] notebooks = rest.Contains("--notebooks") ? [] : ["--notebooks", At("n")];
        Assert.Equal(2, await Run(["site", At(target), .. notebooks, .. rest]));
        Assert.Contains(message, Error.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("out")));
    }

    private void WriteNotebook(string code)
    {
        Directory.CreateDirectory(At("n"));
        var notebook = Scratch.Notebook(Scratch.Text("# 00 One\n\nA line."), Scratch.Code(code));
        notebook.Save(At("n/00-a.ipynb"));
    }
}

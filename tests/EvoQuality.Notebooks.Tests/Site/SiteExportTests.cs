using System.Text.RegularExpressions;

namespace EvoQuality.Notebooks.Tests;

public sealed partial class SiteExportTests : IDisposable
{
    private static readonly VotePairs Pairs = new("a <b>policy</b>", 2, 1,
        [new VotePair("data:,l", "data:,r", "left", "</script><i>", 1, 2, "LR", "tie")]);

    private readonly Scratch _scratch = new();

    [Fact]
    public void Links_between_notebooks_and_notes_lead_to_pages_and_others_become_text()
    {
        _scratch.Write("01-b.ipynb", Scratch.Text("# 01 Second\n\nWhat it *does*.\n\n[back](00-a.ipynb#The-end) [notes](notes/notation.md) [far](https://example.org) [lost](../README.md)"));
        _scratch.Write("00-a.ipynb", Scratch.Text("# 00 First\n\nOne line\nand another.\n\nNot this."), Scratch.Code("1"));
        Directory.CreateDirectory(_scratch.Path("notes/decisions"));
        File.WriteAllText(_scratch.Path("notes/notation.md"), "# Notation\n\n[why](decisions/0001-x.md)");
        File.WriteAllText(_scratch.Path("notes/decisions/0001-x.md"), "# Why\n\n[start](../../00-a.ipynb)");
        var (files, dropped) = Build();
        Assert.Equal(
            ["00-a.html", "01-b.html", "index.html", "notes-decisions-0001-x.html", "notes-notation.html", "plotly.js", "vote.html"],
            files.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("<a href=\"00-a.html#the-end\">back</a> <a href=\"notes-notation.html\">notes</a> <a href=\"https://example.org\">far</a> lost", files["01-b.html"], StringComparison.Ordinal);
        Assert.Contains("href=\"notes-decisions-0001-x.html\"", files["notes-notation.html"], StringComparison.Ordinal);
        Assert.Contains("href=\"00-a.html\"", files["notes-decisions-0001-x.html"], StringComparison.Ordinal);
        Assert.Equal([("01-b.html", "../README.md")], dropped);

        Assert.Contains("<a rel=\"next\" href=\"01-b.html\">01 Second →</a>", files["00-a.html"], StringComparison.Ordinal);
        Assert.DoesNotContain("rel=\"prev\"", files["00-a.html"], StringComparison.Ordinal);
        Assert.Contains("rel=\"prev\" href=\"00-a.html\"", files["01-b.html"], StringComparison.Ordinal);
        Assert.Matches("(?s)00 First</a></dt>\\s*<dd><p>One line\\s+and another.</p>.*01 Second</a></dt>\\s*<dd><p>What it <em>does</em>.</p>", files["index.html"]);
        Assert.DoesNotContain("Not this", files["index.html"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_name_with_signs_of_an_address_is_linked_to()
    {
        _scratch.Write("00-a #1? 50%.ipynb", Scratch.Text("# 00 First"));
        _scratch.Write("01-b.ipynb", Scratch.Text("# 01 Second\n\n[back](00-a%20%231%3F%2050%25.ipynb#The-end)"));
        var (files, dropped) = Build();
        Assert.Contains("00-a #1? 50%.html", files.Keys);
        Assert.Contains("<a href=\"00-a%20%231%3F%2050%25.html\">00 First</a>", files["index.html"], StringComparison.Ordinal);
        Assert.Contains("rel=\"prev\" href=\"00-a%20%231%3F%2050%25.html\"", files["01-b.html"], StringComparison.Ordinal);
        Assert.Contains("<a href=\"00-a%20%231%3F%2050%25.html#the-end\">back</a>", files["01-b.html"], StringComparison.Ordinal);
        Assert.Empty(dropped);
    }

    [Fact]
    public void Every_link_of_every_page_leads_to_a_file_of_the_site()
    {
        var folder = Repository.PathOrSkip("notebooks");
        var (files, _) = SiteExport.Build(SiteNotebook.Of(folder), folder, Pairs);
        var names = files.Select(f => f.Name).ToHashSet();
        Assert.Contains("notes-notation.html", names);
        Assert.Contains("notes-paper-map.html", names);
        Assert.Contains("results.html", names);
        Assert.Empty(from file in files
                     where file.Name.EndsWith(".html", StringComparison.Ordinal)
                     from Match link in Link().Matches(Scripts().Replace(file.Text, ""))
                     where !link.Groups[1].Value.StartsWith("http", StringComparison.Ordinal) && !names.Contains(link.Groups[1].Value)
                     select $"{file.Name}: {link.Value}");
        var large = files.Where(f => f.Name.EndsWith(".html", StringComparison.Ordinal) && f.Text.Contains("plotly.js v", StringComparison.Ordinal));
        Assert.Empty(large); // it is in the folder once
    }

    [Fact]
    public void Data_of_the_vote_cannot_close_its_element()
    {
        _scratch.Write("00-a.ipynb", Scratch.Text("# T"));
        var page = Build().Files["vote.html"];
        Assert.DoesNotContain("</script><i>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>policy", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_notebook_that_takes_the_name_of_another_page_is_refused()
    {
        _scratch.Write("vote.ipynb", Scratch.Text("# T"));
        Assert.Contains("vote.html already", Assert.Throws<ArgumentException>(() => Build()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_export_takes_away_the_pages_of_the_last_one_and_nothing_else()
    {
        var folder = _scratch.Path("out");
        SiteFolder.Prepare(folder, ["a.html", "b.html"], force: false);
        SiteFolder.Write(folder, [new SiteFile("a.html", "1"), new SiteFile("b.html", "2")]);
        File.WriteAllText(Path.Combine(folder, "mine.txt"), "");
        Assert.Contains("--force", Assert.Throws<ArgumentException>(() => SiteFolder.Prepare(folder, ["b.html"], force: false)).Message, StringComparison.Ordinal);
        SiteFolder.Prepare(folder, ["b.html"], force: true);
        SiteFolder.Write(folder, [new SiteFile("b.html", "3")]);
        Assert.Equal(["b.html", "mine.txt", "site.json"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order());
        Assert.Equal("3", File.ReadAllText(Path.Combine(folder, "b.html")));
    }

    [Fact]
    public void A_file_that_an_earlier_export_did_not_write_is_not_overwritten()
    {
        var folder = _scratch.Path("out");
        SiteFolder.Prepare(folder, ["a.html"], force: false);
        SiteFolder.Write(folder, [new SiteFile("a.html", "1")]);
        File.WriteAllText(Path.Combine(folder, "index.html"), "mine");
        var refused = Assert.Throws<ArgumentException>(() => SiteFolder.Prepare(folder, ["a.html", "index.html"], force: true));
        Assert.StartsWith($"{Path.Combine(folder, "index.html")}: expected a file of an earlier site", refused.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(folder, "index.html")));
    }

    [Theory]
    [InlineData("[\"../x\"]")]
    [InlineData("[null]")]
    [InlineData("null")]
    [InlineData("{\"title\": \"another program's\"}")]
    [InlineData("{")]
    public void A_damaged_list_of_files_deletes_nothing(string list)
    {
        File.WriteAllText(_scratch.Path("site.json"), list);
        Assert.Throws<InvalidDataException>(() => SiteFolder.Write(_scratch.Folder, []));
        Assert.Throws<InvalidDataException>(() => SiteFolder.Prepare(_scratch.Folder, ["a.html"], force: true));
        Assert.Equal(list, File.ReadAllText(_scratch.Path("site.json")));
    }

    public void Dispose() => _scratch.Dispose();

    private (Dictionary<string, string> Files, IReadOnlyList<(string, string)> Dropped) Build()
    {
        var (files, dropped) = SiteExport.Build(SiteNotebook.Of(_scratch.Folder), _scratch.Folder, Pairs);
        return (files.ToDictionary(f => f.Name, f => f.Text), dropped);
    }

    [GeneratedRegex("(?:href|src)=\"(?!data:|#)([^\"#]+)")]
    private static partial Regex Link();

    [GeneratedRegex("(?s)<script>.*?</script>")]
    private static partial Regex Scripts();
}

using System.Text.RegularExpressions;

namespace EvoQuality.Notebooks.Tests;

/// <summary>The glossary: short, in order, and it names what is there.</summary>
public partial class GlossaryTests
{
    [Fact]
    public void Terms_are_in_alphabetical_order_and_there_is_one_line_for_each()
    {
        string[] terms = [.. Lines().Select(l => l[0])];
        Assert.True(terms.Length > 40);
        Assert.Equal(terms.Order(StringComparer.OrdinalIgnoreCase), terms);
        Assert.Equal(terms.Distinct(StringComparer.OrdinalIgnoreCase), terms);
    }

    [Fact]
    public void A_meaning_is_short_and_says_where_the_kit_says_it() => Assert.All(Lines(), line =>
    {
        Assert.InRange(line[1].Length, 10, 120);
        Assert.Matches(@"^`\w+(/\w+)*\.cs`(, \[\d\d\]\(\.\./[\w-]+\.ipynb\))?$", line[2]);
    });

    [Fact]
    public void Every_file_it_names_exists() => Assert.DoesNotContain(
        Lines().SelectMany(l => SourceFile().Matches(l[2]).Select(m => m.Groups[1].Value)),
        file => !File.Exists(Repository.PathOrSkip(["src", "EvoQuality.Kernel", .. file.Split('/')])));

    /// <summary>Term, meaning and place of every row.</summary>
    private static string[][] Lines() =>
    [
        .. File.ReadLines(Repository.PathOrSkip("notebooks", "notes", "glossary.md")).Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .Select(l => l.Trim('|', ' ').Split(" | ")),
    ];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex SourceFile();
}

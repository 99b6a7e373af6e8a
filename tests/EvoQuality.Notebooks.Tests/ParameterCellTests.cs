namespace EvoQuality.Notebooks.Tests;

public class ParameterCellTests
{
    private const string Source = """
        // What to change
        var rounds = 2;
        var rate = 1e-4; // per step
        long seed = 7;
        double gamma = 1;
        var smoke = true;
        var name = "pocket";
        string? photos = null;
        var bias = -0.5;
        var sum = 1 + 2;
        """;

    [Theory]
    [InlineData("rounds=3", "var rounds = 3;")]
    [InlineData("rounds=-3", "var rounds = -3;")]
    [InlineData("rate=3e-5", "var rate = 3e-5; // per step")]
    [InlineData("rate=1", "var rate = 1.0; // per step")]
    [InlineData("seed=5000000000", "long seed = 5000000000L;")]
    [InlineData("gamma=2.5", "double gamma = 2.5;")]
    [InlineData("smoke=FALSE", "var smoke = false;")]
    [InlineData("name=a \"b\" \\c", """var name = "a \"b\" \\c";""")]
    [InlineData("name=", "var name = \"\";")]
    [InlineData("name=x=1", "var name = \"x=1\";")]
    [InlineData("photos=../mine", "string? photos = \"../mine\";")]
    [InlineData("bias=0.25", "var bias = 0.25;")]
    public void A_value_replaces_the_literal_and_nothing_else(string setting, string expected)
    {
        var after = Set(setting).Split('\n');
        var before = Source.Split('\n');
        var changed = Assert.Single(Enumerable.Range(0, before.Length), i => before[i] != after[i]);
        Assert.Equal(expected, after[changed]);
    }

    [Theory]
    [InlineData("rounds=abc", "--set rounds=abc: rounds is a whole number (int), found 'abc'.")]
    [InlineData("rounds=2.5", "--set rounds=2.5: rounds is a whole number (int), found '2.5'.")]
    [InlineData("rounds=5000000000", "--set rounds=5000000000: rounds is a whole number (int), found '5000000000'.")]
    [InlineData("rate=fast", "--set rate=fast: rate is a number (double), found 'fast'.")]
    [InlineData("rate=NaN", "--set rate=NaN: rate is a number (double), found 'NaN'.")]
    [InlineData("smoke=yes", "--set smoke=yes: smoke is true or false, found 'yes'.")]
    [InlineData("round=3", "--set round=3: there is no parameter 'round'; the notebook has rounds, rate, seed, gamma, smoke, name, photos, bias.")]
    [InlineData("sum=3", "--set sum=3: there is no parameter 'sum'; the notebook has rounds, rate, seed, gamma, smoke, name, photos, bias.")]
    [InlineData("rounds", "--set rounds: expected name=value.")]
    public void A_wrong_setting_is_refused_in_one_sentence(string setting, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => Set(setting)).Message);

    [Fact]
    public void A_notebook_without_the_tag_says_so()
    {
        var notebook = Scratch.Notebook(Scratch.Code("var rounds = 2;"));
        var error = Assert.Throws<ArgumentException>(() => ParameterCell.Apply(notebook, ["rounds=3"]));
        Assert.Contains("no cell tagged 'parameters'", error.Message, StringComparison.Ordinal);
    }

    private static string Set(string setting)
    {
        var notebook = Scratch.Notebook(Scratch.Code(Source, "parameters"));
        ParameterCell.Apply(notebook, [setting]);
        return notebook.Cells[0].Source;
    }
}

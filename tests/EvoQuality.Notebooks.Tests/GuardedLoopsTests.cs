namespace EvoQuality.Notebooks.Tests;

public class GuardedLoopsTests
{
    [Theory]
    [InlineData("while (true);")]
    [InlineData("do { x++; } while (x < 3);")]
    [InlineData("foreach (var i in list)\n    if (i > 1) continue; else Console.WriteLine(i); // last")]
    [InlineData("for (;;)\n{\n    foreach (var (a, b) in pairs) a.Use(b);\n}")]
    [InlineData("int F()\n{\n    again:\n    goto again;\n}")]
    public void Every_loop_looks_at_the_guard_and_no_line_moves(string code)
    {
        var guarded = GuardedLoops.Of(code);
        Assert.NotEqual(code, guarded);
        Assert.Equal(code.Count(c => c == '\n'), guarded.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Guards_change_nothing_about_what_a_loop_does()
    {
        using var engine = new CSharpEngine(AppContext.BaseDirectory, "run");
        var result = await engine.RunAsync(
            "var seen = new List<int>();\nfor (var i = 0; i < 4; i++) if (i % 2 == 0) seen.Add(i); else seen.Add(-i);\n" +
            "do seen.Add(9); while (seen.Count < 6);\nwhile (seen.Count < 7) { seen.Add(5); }\nforeach (var (a, b) in new[] { (1, 2) }) seen.Add(a + b);\n" +
            "string.Join(' ', seen)",
            TestContext.Current.CancellationToken);
        Assert.Equal("0 -1 2 -3 9 9 5 3", result.Value);
    }

    [Theory]
    [InlineData("1 + 1")]
    [InlineData("while (true")]
    public void Code_without_loops_or_with_a_fault_stays_as_it_is(string code) => Assert.Equal(code, GuardedLoops.Of(code));
}

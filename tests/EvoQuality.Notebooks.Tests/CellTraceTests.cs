namespace EvoQuality.Notebooks.Tests;

public sealed class CellTraceTests
{
    [Theory]
    [InlineData("1 + 1")]
    [InlineData("x = 3;")]
    [InlineData("Console.WriteLine(1);")]
    [InlineData("foreach (var x in y) { var z = x; }")]
    [InlineData("for (var i = 0; i < 2; i++) { }")]
    [InlineData("await Task.CompletedTask")]
    [InlineData("(a, b) = (1, 2);")]
    [InlineData("// nothing")]
    public void A_cell_that_declares_nothing_leaves_nothing(string code) => Assert.False(CellTrace.Left(code));

    [Theory]
    [InlineData("var a = 1;")]
    [InlineData("int a;")]
    [InlineData("var (a, b) = (1, 2);")]
    [InlineData("int.TryParse(\"1\", out var a);")]
    [InlineData("if (o is int a) { }")]
    [InlineData("int F() => 1;")]
    [InlineData("class A { }")]
    [InlineData("record R(int A);")]
    [InlineData("using System.IO;")]
    [InlineData("using static System.Math;\n1 + 1")]
    [InlineData("#nullable enable\n1 + 1")]
    public void A_cell_that_declares_something_leaves_it(string code) => Assert.True(CellTrace.Left(code));

    [Fact]
    public async Task Cells_that_leave_nothing_still_change_what_earlier_cells_left()
    {
        using var scratch = new Scratch();
        using var engine = new CSharpEngine(scratch.Folder, scratch.Folder);
        string[] cells = ["1 + 1", "var x = 1;", "x = 5;", "x + 1", "int.TryParse(\"7\", out var y);", "x + y"];
        object?[] values = new object?[cells.Length];
        foreach (var (i, code) in cells.Index())
        {
            var result = await engine.RunAsync(code, TestContext.Current.CancellationToken);
            Assert.True(result.Succeeded, code);
            values[i] = result.Value;
        }
        Assert.Equal((2, 6, 12), (values[0], values[3], values[5]));
        Assert.Equal(6, engine.Count);
    }

    [Fact]
    public async Task A_cell_that_fails_after_declaring_leaves_what_it_declared()
    {
        using var scratch = new Scratch();
        using var engine = new CSharpEngine(scratch.Folder, scratch.Folder);
        Assert.False((await engine.RunAsync("var a = 2;\nthrow new Exception();", TestContext.Current.CancellationToken)).Succeeded);
        Assert.False((await engine.RunAsync("throw new Exception();", TestContext.Current.CancellationToken)).Succeeded);
        Assert.Equal(4, (await engine.RunAsync("a + 2", TestContext.Current.CancellationToken)).Value);
    }
}

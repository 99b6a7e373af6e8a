using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks.Tests;

/// <summary>Each rule, broken once; and the commands that check and clean.</summary>
public sealed class NotebookCheckTests : Evoquality
{
    [Fact]
    public void A_notebook_that_keeps_to_all_rules_has_no_breach() => Assert.Empty(Check(Good()));

    [Theory]
    [InlineData("name", "Bad Name.ipynb", "Bad Name.ipynb")]
    [InlineData("name", "7-short.ipynb", "7-short.ipynb")]
    public void The_files_name_says_number_and_title(string rule, string name, string found)
    {
        var breach = Assert.Single(Check(Good(), name));
        Assert.Equal(rule, breach.Rule);
        Assert.Contains(found, breach.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "No title", "opening", "title")]
    [InlineData(1, "#r \"nuget: A, 1.0.0\"\nvar x = 1;", "opening", "var x = 1;")]
    [InlineData(2, "var k = 2;\nvar now = DateTime.Now;", "opening", "1 of 2")]
    [InlineData(4, "class Voter { }", "logic", "Voter")]
    [InlineData(4, "int F(int n)\n{\n    n++;\n    n++;\n    n++;\n    return n;\n}", "logic", "7 lines")]
    [InlineData(4, "for (var i = 0; i < 3; i++)\n{\n    k++;\n    k++;\n    k++;\n}", "logic", "a loop of 6 lines")]
    [InlineData(4, "using var file = System.IO.File.OpenRead(\"x\");", "portable", "using block")]
    [InlineData(4, "#!markdown\n*x*", "portable", "markdown")]
    [InlineData(4, "%time 1", "portable", "%time")]
    [InlineData(3, "one\n\ntwo\n\nthree\n\nfour\n\nfive\n\nsix\n\nseven", "size", "found 7")]
    [InlineData(3, "See [there](no-such-file.md).", "links", "no-such-file.md")]
    public void A_cell_that_breaks_a_rule_is_named(int cell, string source, string rule, string said)
    {
        var notebook = Good();
        notebook["cells"]![cell]!["source"] = new JsonArray([.. source.Split('\n').Select((l, i) => JsonValue.Create(i < source.Count(c => c == '\n') ? l + "\n" : l))]);
        var breach = Assert.Single(Check(notebook));
        Assert.Equal((rule, cell + 1), (breach.Rule, breach.Cell));
        Assert.Contains(said, breach.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Length_counts_of_cells_and_closing_are_checked()
    {
        var notebook = Good();
        notebook["cells"]![4]!["source"] = new JsonArray([.. Enumerable.Range(0, 21).Select(i => JsonValue.Create($"k += {i};\n"))]);
        Assert.Contains(Check(notebook), b => b is { Rule: "size", Cell: 5 });

        notebook = Good();
        notebook["cells"]!.AsArray().RemoveAt(notebook["cells"]!.AsArray().Count - 1);
        Assert.Equal(["closing", "closing", "closing"], Check(notebook).Select(b => b.Rule)); // two headings and a link
        notebook["cells"]!.AsArray().RemoveAt(3);
        Assert.Contains("found 19", Assert.Single(Check(notebook), b => b.Rule == "size").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_are_those_of_one_whole_run_without_errors_and_with_small_pictures()
    {
        var notebook = Good();
        notebook["cells"]![4]!["execution_count"] = 9;
        Assert.Contains("found 9", Assert.Single(Check(notebook), b => b.Rule == "outputs").Message, StringComparison.Ordinal);

        notebook = Good();
        foreach (var cell in notebook["cells"]!.AsArray().Where(c => c!["cell_type"]!.ToString() == "code")) cell!["execution_count"] = null;
        Assert.Contains("--in-place", Assert.Single(Check(notebook)).Message, StringComparison.Ordinal);

        notebook = Good();
        var output = new JsonObject { ["output_type"] = "display_data", ["metadata"] = new JsonObject(), ["data"] = new JsonObject { ["image/png"] = new string('A', 60_000) } };
        notebook["cells"]![4]!["outputs"] = new JsonArray(output);
        Assert.Equal("a picture of 43 KB; expected at most 40", Assert.Single(Check(notebook)).Message);
    }

    [Fact]
    public async Task Clean_mends_what_an_editor_left_and_a_second_time_changes_nothing()
    {
        var notebook = Good();
        notebook["metadata"] = new JsonObject { ["widgets"] = new JsonObject(), ["kernelspec"] = new JsonObject { ["name"] = "python3", ["language"] = "C#" } };
        var cell = notebook["cells"]![4]!;
        cell["metadata"] = new JsonObject { ["collapsed"] = true, ["tags"] = new JsonArray("stable") };
        foreach (var (ran, code) in notebook["cells"]!.AsArray().Where(c => c!["cell_type"]!.ToString() == "code").Index()) code!["execution_count"] = 15 + ran;
        Assert.Equal(17, (int)cell["execution_count"]!); // a whole run, after fourteen other cells
        cell["source"] = "1 +\r\n1";
        notebook["cells"]![3]!.AsObject().Remove("id");
        File.WriteAllText(At("00-a.ipynb"), notebook.ToJsonString());

        Assert.Equal(1, await Run("clean", "--check", At("00-a.ipynb")));
        Assert.Contains("\r", NotebookDocument.Load(At("00-a.ipynb")).Cells[4].Source, StringComparison.Ordinal);
        Assert.Equal(0, await Run("clean", At("00-a.ipynb")));
        Assert.Contains("'widgets' removed", Output.ToString(), StringComparison.Ordinal);
        var cleaned = NotebookDocument.Load(At("00-a.ipynb"));
        Assert.Equal("1 +\n1", cleaned.Cells[4].Source);
        Assert.Equal(["stable"], cleaned.Cells[4].Tags);
        Assert.Equal(3, cleaned.Cells[4].ExecutionCount);
        Assert.DoesNotContain(NotebookRules.Check(cleaned, At("00-a.ipynb")), b => b.Rule == "metadata");

        var once = File.ReadAllText(At("00-a.ipynb"));
        Assert.Equal(0, await Run("clean", "--check", At("00-a.ipynb")));
        Assert.Equal(once, File.ReadAllText(At("00-a.ipynb")));
        Assert.EndsWith("}\n", once, StringComparison.Ordinal);
        Assert.Equal(0, await Run("clean", "--outputs", At("00-a.ipynb")));
        Assert.All(NotebookDocument.Load(At("00-a.ipynb")).Cells, c => Assert.Null(c.ExecutionCount));
    }

    [Fact]
    public async Task Counts_that_are_of_no_whole_run_stay_as_they_are_for_check_to_tell()
    {
        var notebook = Good();
        notebook["cells"]![4]!["execution_count"] = 17;
        File.WriteAllText(At("00-a.ipynb"), Text(notebook));
        Assert.Equal(0, await Run("clean", At("00-a.ipynb")));
        var cleaned = NotebookDocument.Load(At("00-a.ipynb"));
        Assert.Equal([1, 2, 17, 4], cleaned.Cells.Where(c => c.IsCode).Take(4).Select(c => c.ExecutionCount!.Value));
        Assert.Equal("expected execution count 3, found 17: not of one whole run", Assert.Single(NotebookRules.Check(cleaned, At("00-a.ipynb"))).Message);
    }

    [Theory]
    [InlineData("fsharp", "fsharp")]
    [InlineData("polyglot-notebook", "csharp")] // names no language
    public void A_cell_whose_language_only_an_editors_mark_names_keeps_it(string mark, string language)
    {
        var notebook = Good();
        notebook["cells"]![4]!["metadata"] = new JsonObject { ["vscode"] = new JsonObject { ["languageId"] = mark } };
        var document = NotebookDocument.Parse(Text(notebook), "00-a.ipynb");
        NotebookCleaning.Apply(document);
        Assert.Equal(language, document.Cells[4].Language);
        Assert.DoesNotContain("vscode", document.Cells[4].Metadata.Select(m => m.Key));
    }

    [Fact]
    public async Task A_setting_that_one_notebook_does_not_take_is_its_breach_and_the_next_one_is_checked()
    {
        var notebook = Good();
        notebook["cells"]![2]!["source"] = new JsonArray("var other = 42;");
        File.WriteAllText(At("00-a.ipynb"), Text(notebook));
        File.WriteAllText(At("01-b.ipynb"), Text(Good()));
        Assert.Equal(1, await Run("check", At("00-a.ipynb"), At("01-b.ipynb"), "--set", "k=2"));
        Assert.Contains(
            $"{At("00-a.ipynb")}: 1 to mend\n  run: --set k=2: there is no parameter 'k'; the notebook has other.\n", Output.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains($"{At("01-b.ipynb")}: good\n1 of 2 to mend.", Output.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Empty(Error.ToString());
    }

    [Fact]
    public async Task Check_runs_a_notebook_and_tells_what_is_to_mend()
    {
        var notebook = Good();
        notebook["cells"]![4]!["metadata"]!["tags"] = new JsonArray("stable");
        notebook["cells"]![4]!["outputs"] = new JsonArray(new JsonObject
        {
            ["output_type"] = "execute_result",
            ["execution_count"] = 3,
            ["metadata"] = new JsonObject(),
            ["data"] = new JsonObject { ["text/plain"] = new JsonArray("41") },
        });
        File.WriteAllText(At("00-a.ipynb"), Text(notebook));
        Assert.Equal(1, await Run("check", At("00-a.ipynb")));
        Assert.Contains("cell 5: stable: expected '41', a new run says '42'", Output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await Run("check", "--rules-only", At("00-a.ipynb")));

        notebook["cells"]![6]!["source"] = new JsonArray("nothing.Here();");
        File.WriteAllText(At("00-a.ipynb"), Text(notebook));
        Assert.Equal(1, await Run("check", At("00-a.ipynb")));
        Assert.Contains("run: code cell 4 of 9: CS0103", Output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"cells\": [], \"nbformat\": 3}", "notebook format 3; expected 4. To bring it up: jupyter nbconvert --to notebook --nbformat 4.")]
    [InlineData("{\"cells\": [], \"nbformat\": 5}", "notebook format 5; expected 4.")]
    [InlineData("{\"cells\": [", "is not JSON: fault in line 1")]
    public async Task A_file_that_cannot_be_read_says_why(string json, string why)
    {
        File.WriteAllText(At("00-a.ipynb"), json);
        foreach (var command in new[] { "check", "clean", "run" }) Assert.Equal(1, await Run(command, At("00-a.ipynb")));
        Assert.Equal(3, Error.ToString().Split(why).Length - 1);
    }

    [Fact]
    public async Task A_notebook_without_metadata_of_a_kernel_runs_as_C_sharp()
    {
        File.WriteAllText(At("n.ipynb"), """{"cells": [{"cell_type": "code", "source": "40 + 2"}], "nbformat": 4, "nbformat_minor": 2}""");
        Assert.Equal(0, await Run("run", At("n.ipynb"), "--out", At("out")));
        Assert.Equal("42", NotebookDocument.Load(At("out/n.ipynb")).Cells[0].Outputs[0].Data("text/plain"));
    }

    private IReadOnlyList<RuleBreach> Check(JsonObject notebook, string name = "00-good.ipynb")
    {
        File.WriteAllText(At(name), Text(notebook));
        return NotebookRules.Check(NotebookDocument.Load(At(name)), At(name));
    }

    private static string Text(JsonObject notebook) => JupyterJson.Write(notebook, indent: 1) + "\n";

    private static JsonObject Good()
    {
        var cells = new List<JsonObject>
        {
            Words("# 00 A title"), Code("#r \"nuget: Plotly.NET, 6.0.0\"\nusing System.Text;"), Code("var k = 42;"), Words("We look at k."), Code("k"),
        };
        cells[2]["metadata"]!["tags"] = new JsonArray("parameters");
        for (var i = 0; i < 6; i++) cells.AddRange([Words($"Step {i}."), Code($"k + {i}")]);
        for (var i = 0; i < 3; i++) cells.Add(Words("And so on."));
        cells.Add(Words("## What we saw\n\n- k\n\n## Try\n\n- another k\n\n[The paper](https://arxiv.org/abs/2509.25787)"));
        var count = 0;
        foreach (var (index, cell) in cells.Index())
        {
            cell["id"] = $"c{index}";
            if (cell["cell_type"]!.ToString() == "code") cell["execution_count"] = ++count;
        }
        return new JsonObject
        {
            ["cells"] = new JsonArray([.. cells]),
            ["metadata"] = new JsonObject
            {
                ["kernelspec"] = new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" },
                ["language_info"] = new JsonObject { ["name"] = "C#" },
            },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
    }

    private static JsonObject Words(string source) => new()
    {
        ["cell_type"] = "markdown",
        ["id"] = "",
        ["metadata"] = new JsonObject(),
        ["source"] = MultiLine.Write(source),
    };

    private static JsonObject Code(string source) => new()
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["id"] = "",
        ["metadata"] = new JsonObject { ["dotnet_interactive"] = new JsonObject { ["language"] = "csharp" } },
        ["outputs"] = new JsonArray(),
        ["source"] = MultiLine.Write(source),
    };
}

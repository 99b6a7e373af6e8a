namespace EvoQuality.Notebooks.Tests;

public class NotebookDocumentTests
{
    // As Jupyter writes it: one space, sorted keys, letters beyond ASCII as they are, numbers as Python spells them.
    private const string AsJupyterWrites = """
        {
         "cells": [
          {
           "cell_type": "markdown",
           "id": "f3a1",
           "metadata": {},
           "source": [
            "# Größe \"K\" 🙂 \\alpha <b>&amp;</b>\n",
            "tab\there\u001b[0m"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": 1,
           "id": "0b",
           "metadata": {
            "strange": [
             1e-05,
             1.0,
             -0.0,
             12345678901234567890,
             null,
             true
            ]
           },
           "outputs": [],
           "source": []
          }
         ],
         "metadata": {
          "kernelspec": {
           "display_name": ".NET (C#)",
           "language": "C#",
           "name": ".net-csharp"
          }
         },
         "nbformat": 4,
         "nbformat_minor": 5
        }

        """;

    [Fact]
    public void An_unmodified_notebook_is_written_back_byte_for_byte() =>
        Assert.Equal(AsJupyterWrites, NotebookDocument.Parse(AsJupyterWrites, "x").ToJson());

    [Fact]
    public void Another_indent_and_a_missing_last_line_end_are_kept()
    {
        var wide = string.Join('\n', AsJupyterWrites.TrimEnd().Split('\n').Select(l => new string(' ', l.Length - l.TrimStart().Length) + l));
        Assert.Equal(wide, NotebookDocument.Parse(wide, "x").ToJson());
    }

    [Fact]
    public void Outputs_are_written_in_lines()
    {
        var notebook = NotebookDocument.Parse(AsJupyterWrites, "x");
        notebook.Cells[1].SetOutputs([CellOutput.Stream("stdout", "one\ntwo")], 7);
        Assert.Contains("""
                  "one\n",
                  "two"
            """, notebook.ToJson(), StringComparison.Ordinal);
        Assert.Equal(7, notebook.Cells[1].ExecutionCount);
        Assert.Equal("one\ntwo", notebook.Cells[1].Outputs[0].Text);
    }

    [Theory]
    [InlineData("{\n \"cells\": [\n  oops", "bad.ipynb is not JSON: fault in line 3.")]
    [InlineData("[]", "bad.ipynb is not a notebook: expected a JSON object with a list of cells.")]
    [InlineData("""{"cells": [], "nbformat": 3}""", "bad.ipynb is in notebook format 3; expected 4. To bring it up: jupyter nbconvert --to notebook --nbformat 4.")]
    [InlineData("""{"worksheets": [], "nbformat": 3}""", "bad.ipynb is in notebook format 3; expected 4. To bring it up: jupyter nbconvert --to notebook --nbformat 4.")]
    [InlineData("""{"cells": [], "nbformat": 5}""", "bad.ipynb is in notebook format 5; expected 4.")]
    [InlineData("""{"cells": [], "nbformat": 4, "metadata": {"kernelspec": {"language": "python"}}}""",
        "bad.ipynb holds cells in python; expected C#.")]
    public void A_file_that_is_no_notebook_is_refused_in_one_sentence(string json, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => NotebookDocument.Parse(json, "bad.ipynb")).Message);
}

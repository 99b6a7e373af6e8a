using System.CommandLine;
using EvoQuality.Notebooks;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality clean</c>: notebook files in one form, whatever editor wrote them.</summary>
internal static class CleanCommand
{
    public static Command Create()
    {
        var notebooks = new Argument<string[]>("notebooks") { Description = "The .ipynb files.", Arity = ArgumentArity.OneOrMore };
        var outputs = new Option<bool>("--outputs") { Description = "Remove outputs and execution counts too." };
        var check = new Option<bool>("--check") { Description = "Change nothing; exit with 1 if a file is not clean." };
        var command = new Command("clean", "Bring notebook files into one form: ids, kernel, counts, no traces of editors.")
        {
            notebooks, outputs, check,
        };
        command.SetAction(parsed =>
        {
            var changed = false;
            foreach (var path in parsed.GetRequiredValue(notebooks))
                changed |= Clean(path, parsed.GetValue(outputs), parsed.GetValue(check), parsed.InvocationConfiguration.Output);
            return changed && parsed.GetValue(check) ? UserErrors.Failed : 0;
        });
        return command;
    }

    private static bool Clean(string path, bool withoutOutputs, bool check, TextWriter output)
    {
        var notebook = NotebookDocument.Load(path);
        var changes = NotebookCleaning.Apply(notebook, withoutOutputs);
        var text = notebook.ToCleanJson();
        if (text == File.ReadAllText(path))
        {
            output.WriteLine($"{path}: clean");
            return false;
        }
        output.WriteLine($"{path}:");
        foreach (var change in changes) output.WriteLine($"  {change}");
        if (changes.Count == 0) output.WriteLine("  indentation and line ends");
        if (!check) notebook.SaveClean(path);
        return true;
    }
}

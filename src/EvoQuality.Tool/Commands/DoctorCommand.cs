using System.CommandLine;
using Spectre.Console;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality doctor</c>: whether the kit can work on this machine, and what to do where it cannot.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command(
            "doctor", "Check this machine: libraries, threads, pictures, memory, GPU; say what to do where something is missing.");
        command.SetAction(parsed => Run(parsed.InvocationConfiguration.Output, [.. MachineChecks.All()]));
        return command;
    }

    /// <summary>Prints the findings.</summary>
    /// <returns>1 if the kit cannot work like this.</returns>
    internal static int Run(TextWriter output, IReadOnlyList<Finding> findings)
    {
        var console = Terminal.On(output);
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "", "");
        foreach (var finding in findings)
        {
            var remedy = finding.Remedy.Length > 0 ? $"\n-> {finding.Remedy}" : "";
            table.AddRow(new Markup(Mark(finding.Verdict)), new Text(finding.Name), new Text(finding.Found + remedy));
        }

        console.Write(table);
        var bad = findings.Count(f => f.Verdict == Verdict.Bad);
        console.WriteLine(bad == 0 ? "Ready." : $"Not ready: {bad} of {findings.Count} checks failed.");
        return bad == 0 ? 0 : UserErrors.Failed;
    }

    private static string Mark(Verdict verdict) => verdict switch
    {
        Verdict.Good => "[green]ok[/]",
        Verdict.Note => "[yellow]note[/]",
        Verdict.Bad => "[red]FAIL[/]",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "Unknown verdict."),
    };
}

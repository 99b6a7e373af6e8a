using System.CommandLine;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Presentation;
using Spectre.Console;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality verify</c>: computes a run's figures again from its votes, scores and weights.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The folder of a finished run." };
        var rescore = new Option<int>("--rescore")
        {
            Description = "Score this many test pictures anew with every kept version; 0 for none.",
            DefaultValueFactory = _ => 8,
            HelpName = "N",
        }.Within(0);
        var all = new Option<bool>("--all") { Description = "Print every figure, not the failures alone." };
        var command = new Command(
            "verify", "Compute every figure of a run again from its stored votes, scores and weights, and compare.")
        {
            folder, rescore, all,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(folder), parsed.GetValue(rescore), parsed.GetValue(all), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(string path, int rescored, bool all, TextWriter output)
    {
        var folder = RunFolder.Existing(path);
        var run = RecordedRun.Read(folder);
        VerifiedFigure[] figures =
        [
            .. RunVerification.Check(folder, run),
            .. VerifiedPage.Check(path, run),
            .. rescored > 0 ? Rescoring.Check(folder, run, rescored) : [],
        ];
        var console = Terminal.On(output);
        foreach (var figure in figures.Where(f => all || !f.Passed))
            console.WriteLine($"{(figure.Passed ? "pass" : "FAIL")}  {figure.Name}{(figure.Note.Length > 0 ? $": {figure.Note}" : "")}");
        var failed = figures.Count(f => !f.Passed);
        var kept = Directory.EnumerateFiles(path, "*.safetensors", SearchOption.AllDirectories).Any();
        console.WriteLine($"{figures.Length - failed} of {figures.Length} figures and files are as the stored votes" +
            (kept ? ", scores and weights say." : " and scores say; the folder keeps no weights to check."));
        return failed == 0 ? 0 : UserErrors.Failed;
    }
}

using System.CommandLine;
using System.Runtime.CompilerServices;
using EvoQuality.Tool.Commands;

[assembly: InternalsVisibleTo("EvoQuality.Notebooks.Tests")]

namespace EvoQuality.Tool;

/// <summary>The console: reads the command line, runs one command, gives the exit code.</summary>
public static class ConsoleApp
{
    /// <summary>Runs the console.</summary>
    /// <param name="args">The command line without the program's name.</param>
    /// <param name="output">Results and progress.</param>
    /// <param name="error">Errors, one sentence each.</param>
    /// <returns>0 done; 1 the work failed; 2 the arguments are wrong; 130 stopped by Ctrl-C.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var root = new RootCommand("EvoQuality: vision-language models that learn to judge image quality by voting.");
        root.Options.Add(UserErrors.Verbose);
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(ResumeCommand.Create());
        root.Subcommands.Add(StudyCommand.Create());
        root.Subcommands.Add(VerifyCommand.Create());
        root.Subcommands.Add(PsychometricCommand.Create());
        root.Subcommands.Add(GmadCommand.Create());
        root.Subcommands.Add(CheckCommand.Create());
        root.Subcommands.Add(CleanCommand.Create());
        root.Subcommands.Add(SiteCommand.Create());
        root.Subcommands.Add(KernelCommand.Create());
        root.Subcommands.Add(InstallCommand.Create());
        root.Subcommands.Add(InstallCommand.CreateUninstall());
        root.Subcommands.Add(EvaluateCommand.Create());
        root.Subcommands.Add(ExportCommand.Create());
        root.Subcommands.Add(CertifyCommand.Create());
        root.Subcommands.Add(ServedCommand.Create());
        root.Subcommands.Add(JobCommand.Create());
        root.Subcommands.Add(WarmStartCommand.Create());
        root.Subcommands.Add(DatasetCommand.Create());
        root.Subcommands.Add(DoctorCommand.Create());

        var parsed = root.Parse(args is [] ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            await error.WriteLineAsync($"error: {parsed.Errors[0].Message}");
            return UserErrors.BadArguments;
        }
        // Ctrl-C is each command's own business: a run first lets the current step finish.
        var settings = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return await UserErrors.GuardAsync(
            () => parsed.InvokeAsync(settings), error, parsed.GetValue(UserErrors.Verbose));
    }
}

using System.CommandLine;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality resume</c>: goes on with a run that was stopped or killed.</summary>
internal static class ResumeCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The folder of the run." };
        var command = new Command(
            "resume", "Go on with a run that was stopped or killed. What it computed is kept; it ends as if nothing had happened.")
        {
            folder,
        };
        command.SetAction((parsed, _) =>
        {
            var path = parsed.GetRequiredValue(folder);
            var started = StartedRun.Read(path);
            if (started.HasChanged)
                parsed.InvocationConfiguration.Output.WriteLine($"Note: {started.Notebook} has changed since the run started; its cells run as they are now.");
            return RunCommand.RunAsync(
                started.Request(path),
                parsed.InvocationConfiguration.Output,
                parsed.InvocationConfiguration.Error,
                parsed.GetValue(UserErrors.Verbose));
        });
        return command;
    }
}

using System.CommandLine;
using EvoQuality.Notebooks;

namespace EvoQuality.Tool;

/// <summary>How every command tells a person what went wrong: one sentence, the stack only when asked for.</summary>
internal static class UserErrors
{
    /// <summary>Exit code when the work failed.</summary>
    public const int Failed = 1;

    /// <summary>Exit code when the command line cannot be carried out as it stands.</summary>
    public const int BadArguments = 2;

    /// <summary>Exit code after Ctrl-C.</summary>
    public const int Stopped = 130;

    /// <summary><c>--verbose</c>, known to all commands.</summary>
    public static Option<bool> Verbose { get; } =
        new("--verbose") { Description = "Show the full trace of an error.", Recursive = true };

    /// <summary>
    /// Runs a command and turns an exception into a sentence on <paramref name="error"/> and an exit code.
    /// </summary>
    public static async Task<int> GuardAsync(Func<Task<int>> command, TextWriter error, bool verbose)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Stopped.");
            return Stopped;
        }
        catch (Exception e) // the last place: whatever it is, a person must be told
        {
            return await TellAsync(e, error, verbose);
        }
    }

    /// <summary>Writes the error: <c>error: …</c>, and the trace if <paramref name="verbose"/>.</summary>
    /// <returns><see cref="BadArguments"/> for a fault in what was asked, else <see cref="Failed"/>.</returns>
    public static async Task<int> TellAsync(Exception exception, TextWriter error, bool verbose)
    {
        var cause = ErrorText.Cause(exception);
        await error.WriteLineAsync($"error: {ErrorText.Of(exception)}");
        if (verbose) await error.WriteLineAsync(exception.ToString());
        else if (!ErrorText.ExplainsItself(cause)) await error.WriteLineAsync("Run it again with --verbose for the full trace.");
        return cause is ArgumentException or FileNotFoundException ? BadArguments : Failed;
    }
}

using System.CommandLine;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality job</c>: a round's votes or scores shared out among processes and machines.</summary>
internal static class JobCommand
{
    public static Command Create() => new("job", "Share out a round's votes or scores among processes and machines, and bring them back.")
    {
        JobNewCommand.Create(),
        JobWorkCommand.Create(),
        JobStatusCommand.Create(),
        JobCollectCommand.Create(),
    };

    /// <summary>The argument of all of them.</summary>
    internal static Argument<string> Folder() => new("folder") { Description = "The job's folder, on a disk that all workers see." };
}

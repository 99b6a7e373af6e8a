namespace EvoQuality.Handoff;

/// <summary>Paths in a shell script.</summary>
internal static class ShellPath
{
    /// <summary>A folder relative to the job, whose own is <c>$JOB</c> there, or an absolute one, in which the shell shall read nothing.</summary>
    public static string Of(string folder) => Path.IsPathRooted(folder) ? $"'{folder.Replace("'", @"'\''", StringComparison.Ordinal)}'" : $"\"$JOB/{folder}\"";
}

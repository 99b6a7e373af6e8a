using System.Diagnostics;

namespace EvoQuality.Benchmarks.Kill;

/// <summary>Another process of this program.</summary>
internal static class ThisProgram
{
    /// <summary>Starts a command of it; what it says on the error stream can be read.</summary>
    public static Process Start(params IEnumerable<string> arguments) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, [.. Prefix(), .. arguments])
        {
            RedirectStandardError = true,
            Environment = { ["OMP_WAIT_POLICY"] = "PASSIVE", ["EVO_THREADS"] = "1", ["DOTNET_TieredCompilation"] = "0" }, // starts sooner
        })!;

    /// <summary>This program's own file, where it was started through <c>dotnet</c>.</summary>
    private static IEnumerable<string> Prefix() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(ThisProgram).Assembly.Location] : [];
}

using System.Diagnostics;

namespace EvoQuality.Kernel.Tests;

/// <summary>A disk of its own, in memory, that a test can fill; the test is skipped where it may not mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallDisk(int kibibytes)
    {
        if (Run("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k", "none", _folder.Path)) return;
        _folder.Dispose();
        Assert.Skip("no disk can be mounted here (on Linux it takes root)");
    }

    public string Path(string name) => _folder.File(name);

    /// <summary>Fills it to the last page.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Path("filler"), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true) filler.Write(new byte[4096]);
        }
        catch (IOException)
        {
        }
    }

    /// <summary>Makes room again.</summary>
    public void Empty() => File.Delete(Path("filler"));

    public void Dispose()
    {
        Run("umount", _folder.Path);
        _folder.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        if (!OperatingSystem.IsLinux()) return false;
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

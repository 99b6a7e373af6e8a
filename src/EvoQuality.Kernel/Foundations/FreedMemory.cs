using System.Runtime.InteropServices;

namespace EvoQuality.Foundations;

/// <summary>
/// Memory that tensors have left. The C library keeps it in case it is wanted again, in pieces that the next phase's tensors
/// often do not fit into: between phases it is better given back.
/// </summary>
internal static class FreedMemory
{
    /// <summary>
    /// Gives freed pages back to the system; a few milliseconds. Does nothing where the C library is not glibc.
    /// </summary>
    public static void Return()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // another C library: its own ways
        }
    }

#pragma warning disable SYSLIB1054, IDE1006 // libc's own name
    [DllImport("libc", ExactSpelling = true)]
    private static extern int malloc_trim(nint pad);
#pragma warning restore SYSLIB1054, IDE1006
}

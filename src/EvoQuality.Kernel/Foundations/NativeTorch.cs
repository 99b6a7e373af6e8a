using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace EvoQuality.Foundations;

/// <summary>
/// Loads libtorch and TorchSharp's bridge before anything touches <c>torch</c>.
/// Search order: the folder in <c>EVO_LIBTORCH</c> (an existing PyTorch's <c>lib</c>), beside the application,
/// <c>runtimes/linux-x64/native</c> under it. <c>EVO_THREADS</c> sets the number of threads (default: all cores).
/// </summary>
public static class NativeTorch
{
    private const string Bridge = "libLibTorchSharp.so";

    // Order matters: each library needs the ones before it. The CUDA ones exist only in a CUDA build.
    private static readonly string[] Parts =
    [
        "libgomp*.so*", "libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so",
    ];

    private static readonly Lock Gate = new();
    private static bool _loaded;
    private static string? _failure;

    /// <summary>Folder the libraries came from; null until <see cref="EnsureLoaded"/> has succeeded.</summary>
    public static string? Folder { get; private set; }

    /// <summary>Loads the libraries once; later calls return at once.</summary>
    /// <exception cref="DllNotFoundException">libtorch is missing or does not load; the message says what to do.</exception>
    public static void EnsureLoaded()
    {
        lock (Gate)
        {
            if (_loaded) return;
            _failure ??= TryLoad();
            if (_failure is not null) throw new DllNotFoundException(_failure);
            _loaded = true;
        }
    }

    /// <summary>Runs when this assembly is first used, so that a cell may call <c>torch</c> directly.</summary>
#pragma warning disable CA2255 // the one place where load order is a correctness matter: torch's static constructor must find us first
    [ModuleInitializer]
    internal static void OnAssemblyLoad()
    {
        lock (Gate)
        {
            _failure = TryLoad();
            _loaded = _failure is null;
        }
    }
#pragma warning restore CA2255

    private static string? TryLoad()
    {
        if (!OperatingSystem.IsLinux()) return null; // other systems: TorchSharp's own loader suffices
        // libgomp's default spin-waiting costs a factor of 7 to 10 on shared cores. Environment.SetEnvironmentVariable
        // does not reach native code, so libc's setenv it is, without overriding a choice of the user's.
        _ = setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
        var threads = Environment.GetEnvironmentVariable("EVO_THREADS");
        if (threads is not null && (!int.TryParse(threads, out var n) || n < 1))
            return $"EVO_THREADS is '{threads}'; expected a number of threads, 1 or more.";

        var folder = Candidates().FirstOrDefault(f => File.Exists(Path.Combine(f, "libtorch_cpu.so")));
        if (folder is null)
        {
            return "libtorch was not found. Looked for libtorch_cpu.so in: " + string.Join(", ", Candidates()) +
                   ". Restore the package libtorch-cpu-linux-x64, or set EVO_LIBTORCH to the lib folder of a PyTorch install.";
        }

        try
        {
            foreach (var pattern in Parts)
                foreach (var file in Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal))
                    NativeLibrary.Load(file);
            NativeLibrary.Load(GlibcxxPatch.PrivateCopyIfNeeded(FindBridge(folder)));
            torch.set_num_threads(threads is null ? Environment.ProcessorCount : int.Parse(threads));
            Folder = folder;
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or IOException or InvalidDataException
                                      or TypeInitializationException or UnauthorizedAccessException)
        {
            return $"libtorch in {folder} did not load: {(e.InnerException ?? e).Message}";
        }
    }

    private static string FindBridge(string libtorch) =>
        new[] { libtorch }.Concat(Candidates()).Select(f => Path.Combine(f, Bridge)).FirstOrDefault(File.Exists)
        ?? throw new DllNotFoundException($"{Bridge} was not found beside the application or in {libtorch}.");

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("EVO_LIBTORCH") is { Length: > 0 } chosen) yield return chosen;
        var own = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location) ?? ".";
        foreach (var root in new[] { AppContext.BaseDirectory, own }.Distinct())
        {
            yield return root;
            yield return Path.Combine(root, "runtimes", "linux-x64", "native");
        }
    }

#pragma warning disable SYSLIB1054, CA2101, IDE1006 // libc's own name; two ASCII strings
    [DllImport("libc", CharSet = CharSet.Ansi)]
    private static extern int setenv(string name, string value, int overwrite);
#pragma warning restore SYSLIB1054, CA2101, IDE1006
}

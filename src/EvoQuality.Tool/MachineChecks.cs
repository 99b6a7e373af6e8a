using System.Diagnostics;
using System.Runtime.InteropServices;
using EvoQuality.Foundations;
using EvoQuality.Language;
using TorchSharp;

namespace EvoQuality.Tool;

/// <summary>What the kit needs of a machine, looked at one by one.</summary>
internal static class MachineChecks
{
    /// <summary>Folder of the policy that ships with the kit, beside the program.</summary>
    public const string PocketFolder = "Pocket";

    private const string TokenizerVariable = "EVO_QWEN_TOKENIZER";
    private const int Side = 512;
    private const double Gibibyte = 1L << 30;

    /// <summary>All findings; without libtorch those that need it are left out.</summary>
    public static IEnumerable<Finding> All()
    {
        yield return new Finding(
            ".NET", Verdict.Good,
            $"{Environment.Version} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        yield return Memory();
        foreach (var finding in PictureFormats.All()) yield return finding;
        yield return SystemSoftware.Fonts();
        yield return SystemSoftware.Jupyter();
        yield return Tokenizer(Environment.GetEnvironmentVariable(TokenizerVariable));
        var libraries = Libtorch();
        yield return libraries;
        if (libraries.Verdict != Verdict.Bad)
        {
            yield return Bridge();
            yield return ChosenLibtorch();
            yield return Threads();
            yield return Product();
            yield return Gpu();
        }

        yield return Policy(Path.Combine(AppContext.BaseDirectory, PocketFolder));
        yield return Data();
    }

    private static Finding Memory()
    {
        var bytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var found = $"{bytes / Gibibyte:F1} GiB for this process";
        return bytes < 4 * Gibibyte
            ? new Finding("memory", Verdict.Note, found, "4 GiB or more are comfortable: use fewer pictures and pairs")
            : new Finding("memory", Verdict.Good, found);
    }

    private static Finding Libtorch()
    {
        try
        {
            NativeTorch.EnsureLoaded();
            return new Finding("libtorch", Verdict.Good, NativeTorch.Folder ?? "found by TorchSharp's own loader");
        }
        catch (DllNotFoundException e)
        {
            // The loader's own message names the remedy where a setting is at fault.
            var explained = e.Message.Contains("EVO_", StringComparison.Ordinal);
            return new Finding("libtorch", Verdict.Bad, e.Message, explained ? "" : Reinstall("libtorch-cpu-linux-x64"));
        }
    }

    private static Finding Bridge()
    {
        var module = Process.GetCurrentProcess().Modules.Cast<ProcessModule>()
            .FirstOrDefault(m => m.ModuleName.Contains("LibTorchSharp", StringComparison.Ordinal));
        if (module is null) return new Finding("bridge", Verdict.Note, "loaded, but not listed among the process's libraries");
        var patched = module.FileName.Contains(Path.Combine("evoquality", "native"), StringComparison.Ordinal);
        return new Finding("bridge", Verdict.Good, patched
            ? $"the mended private copy {module.FileName} (the system's C++ library is older than GCC 13's)"
            : "TorchSharp's own file, as it comes");
    }

    private static Finding ChosenLibtorch()
    {
        const string name = "EVO_LIBTORCH";
        if (Environment.GetEnvironmentVariable(name) is not { Length: > 0 } chosen)
            return new Finding(name, Verdict.Good, "not set: the package's libtorch is used");
        return File.Exists(Path.Combine(chosen, "libtorch_cpu.so"))
            ? new Finding(name, Verdict.Good, chosen)
            : new Finding(
                name, Verdict.Note, $"{chosen} has no libtorch_cpu.so, so the package's libtorch is used",
                "name the lib folder of a PyTorch, or unset it");
    }

    private static Finding Threads()
    {
        var wanted = Environment.GetEnvironmentVariable("EVO_THREADS") is { } threads ? $"EVO_THREADS={threads}" : "EVO_THREADS not set: all cores";
        var policy = OperatingSystem.IsLinux() ? Marshal.PtrToStringUTF8(getenv("OMP_WAIT_POLICY")) ?? "not set" : "not used here";
        var found = $"{torch.get_num_threads()} of {Environment.ProcessorCount} cores ({wanted}), OMP_WAIT_POLICY {policy}";
        return policy.Equals("ACTIVE", StringComparison.OrdinalIgnoreCase)
            ? new Finding("threads", Verdict.Note, found, "on shared cores waiting threads cost a factor of 7 to 10: unset OMP_WAIT_POLICY")
            : new Finding("threads", Verdict.Good, found);
    }

    /// <summary>A product of small whole numbers has one right answer in fp32, whatever the order of the sums.</summary>
    private static Finding Product()
    {
        var (a, b) = (Numbers(7, 3), Numbers(5, 2));
        var watch = new Stopwatch();
        float[] got;
        using (torch.NewDisposeScope())
        {
            var (x, y) = (torch.tensor(a).view(Side, Side), torch.tensor(b).view(Side, Side));
            x.mm(y).Dispose(); // the first product also wakes the threads
            watch.Start();
            var product = x.mm(y);
            watch.Stop();
            got = product.data<float>().ToArray();
        }

        var expected = new float[Side * Side];
        for (var row = 0; row < Side; row++)
            for (var k = 0; k < Side; k++)
                for (var column = 0; column < Side; column++)
                    expected[(row * Side) + column] += a[(row * Side) + k] * b[(k * Side) + column];
        var speed = 2.0 * Side * Side * Side / watch.Elapsed.TotalSeconds / 1e9;
        return got.AsSpan().SequenceEqual(expected)
            ? new Finding("matrix product", Verdict.Good, $"{Side} x {Side} x {Side} exact, {speed:F0} GFLOP/s")
            : new Finding("matrix product", Verdict.Bad, $"{Side} x {Side} x {Side} is wrong", "try another libtorch through EVO_LIBTORCH");

        static float[] Numbers(int rows, int columns) =>
            [.. Enumerable.Range(0, Side * Side).Select(i => (float)((((i / Side * rows) + (i % Side * columns)) % 11) - 5))];
    }

    private static Finding Gpu() => torch.cuda.is_available()
        ? new Finding("GPU", Verdict.Good, $"{torch.cuda.device_count()} CUDA device(s) seen by libtorch")
        : new Finding("GPU", Verdict.Good, "none seen by libtorch: the CPU computes (environment/README.md says how CUDA is built)");

    internal static Finding Policy(string folder) => File.Exists(Path.Combine(folder, "model.safetensors"))
        ? new Finding("pocket policy", Verdict.Good, folder)
        : new Finding(
            "pocket policy", Verdict.Note, $"no model.safetensors in {folder}",
            "build again, or make one with: evoquality warm-start FOLDER");

    private static Finding Data()
    {
        const string name = "EVO_DATA";
        if (Environment.GetEnvironmentVariable(name) is not { Length: > 0 } folder)
            return new Finding(name, Verdict.Good, "not set: generated scenes need no data");
        return Directory.Exists(folder)
            ? new Finding(name, Verdict.Good, folder)
            : new Finding(name, Verdict.Note, $"{folder} is not there", "name a folder with biq2021/ and kodak24/, or unset it");
    }

    /// <summary>The published tokenizer, which only some tests and no command need.</summary>
    internal static Finding Tokenizer(string? folder)
    {
        if (string.IsNullOrEmpty(folder))
            return new Finding(TokenizerVariable, Verdict.Good, "not set: a checkpoint brings its own tokenizer");
        try
        {
            var watch = Stopwatch.StartNew();
            var tokenizer = QwenTokenizer.Load(folder);
            return new Finding(
                TokenizerVariable, Verdict.Good, $"{folder}: {tokenizer.VocabularySize} tokens, read in {watch.Elapsed.TotalSeconds:F1} s");
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return new Finding(TokenizerVariable, Verdict.Note, e.Message, "name a folder with tokenizer.json, or unset it");
        }
    }

    internal static string Reinstall(string package) => $"restore the package {package} (dotnet restore), or build again from a clean checkout";

#pragma warning disable SYSLIB1054, CA2101, IDE1006 // libc's own name; an ASCII string. .NET's copy of the environment does not see native changes
    [DllImport("libc", CharSet = CharSet.Ansi)]
    private static extern nint getenv(string name);
#pragma warning restore SYSLIB1054, CA2101, IDE1006
}

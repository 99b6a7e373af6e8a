using System.Diagnostics;
using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Speed;

/// <summary>What this machine and its matrix library can do, and how busy and full it is.</summary>
internal static class Machine
{
    /// <summary>Highest resident memory so far, MiB.</summary>
    public static long PeakRssMib => StatusMib("VmHWM");

    /// <summary>Resident memory now, MiB.</summary>
    public static long RssMib => StatusMib("VmRSS");

    /// <summary>Load average of the last minute.</summary>
    public static string Load => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    /// <summary>Square matrix products per second in 10^9 operations: 1024 in fp32 on a CPU, 8192 in the given type on a GPU.</summary>
    public static double GemmGflops(ScalarType type, Device device)
    {
        using var scope = NewDisposeScope();
        var (size, used) = device.type == TorchSharp.DeviceType.CPU ? (1024L, ScalarType.Float32) : (8192L, type);
        var x = Random([size, size], used, device);
        return 2.0 * size * size * size / Median(10, () => x.matmul(x).Dispose(), device) / 1e9;
    }

    /// <summary>Bytes read and written by a copy per second, in GB.</summary>
    public static double CopyGbPerS(Device device)
    {
        using var scope = NewDisposeScope();
        var bytes = device.type == TorchSharp.DeviceType.CPU ? 1L << 28 : 1L << 32; // beyond any cache
        var (from, to) = (zeros(bytes, dtype: ScalarType.Byte, device: device), zeros(bytes, dtype: ScalarType.Byte, device: device));
        return 2.0 * bytes / Median(5, () => to.copy_(from), device) / 1e9;
    }

    /// <summary>Median seconds of a piece of work after two warm-ups.</summary>
    public static double Median(int times, Action work, Device device)
    {
        var seconds = new List<double>();
        for (var i = -2; i < times; i++)
        {
            var watch = Stopwatch.StartNew();
            work();
            Wait(device);
            if (i >= 0) seconds.Add(watch.Elapsed.TotalSeconds);
        }

        return seconds.Order().ElementAt(times / 2);
    }

    /// <summary>Returns when the device has done what it was told.</summary>
    public static void Wait(Device device)
    {
        if (device.type == TorchSharp.DeviceType.CUDA) cuda.synchronize(device);
    }

    /// <summary>Normal numbers, the same on every run.</summary>
    public static Tensor Random(long[] shape, ScalarType type, Device device)
    {
        using var scope = NewDisposeScope();
        using var generator = new SeedTree(1).Generator();
        return randn(shape, generator: generator).to(type, device).MoveToOuterDisposeScope();
    }

    private static long StatusMib(string key)
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(key + ":", StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
    }
}

using System.Diagnostics;
using EvoQuality.Foundations;

namespace EvoQuality.Benchmarks.Kill;

/// <summary>The instant at which a run is killed.</summary>
internal enum KillInstant
{
    /// <summary>At a random time of the run, wherever it then is.</summary>
    AnyTime,

    /// <summary>As soon as a file appears that is not yet whole.</summary>
    MidWrite,

    /// <summary>As soon as a random one of the run's journals and states is finished: between batches, steps and stages.</summary>
    Boundary,
}

/// <summary>One run that is killed once or more, gone on with, and held against a run that was left alone.</summary>
/// <param name="policy">Folder of the start.</param>
/// <param name="whole">Duration of an undisturbed run.</param>
/// <param name="random">Where the instants come from.</param>
internal sealed class KillTrial(string policy, TimeSpan whole, SeededSource random)
{
    /// <summary>Kills that hit a running process so far.</summary>
    public int Kills { get; private set; }

    /// <summary>Runs in a folder until it is done.</summary>
    /// <returns>How often it was killed.</returns>
    /// <exception cref="InvalidOperationException">A run that was not killed did not come to its end; the message holds what it said.</exception>
    public int Run(string folder, KillInstant instant)
    {
        var before = Kills;
        do Disturbed(folder, instant);
        while (random.NextBool(0.3));
        Undisturbed(folder, policy);
        return Kills - before;
    }

    /// <summary>Runs or goes on to the end.</summary>
    public static void Undisturbed(string folder, string policy)
    {
        using var process = Start(folder, policy);
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{folder}: the run ended with {process.ExitCode}: {errors}");
    }

    private void Disturbed(string folder, KillInstant instant)
    {
        Directory.CreateDirectory(folder);
        using var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.Size };
        using var hit = new ManualResetEventSlim();
        var left = 1 + random.NextInt(40); // events to let pass
        void See(string path, bool created)
        {
            var part = path.EndsWith(".part", StringComparison.Ordinal) || path.Contains(".part/", StringComparison.Ordinal);
            if (instant == KillInstant.MidWrite ? part && created : !part && instant == KillInstant.Boundary)
                if (Interlocked.Decrement(ref left) == 0) hit.Set();
        }

        watcher.Created += (_, e) => See(e.FullPath, created: true);
        watcher.Changed += (_, e) => See(e.FullPath, created: false);
        watcher.Renamed += (_, e) => See(e.FullPath, created: false);
        watcher.EnableRaisingEvents = true;
        using var process = Start(folder, policy);
        var errors = process.StandardError.ReadToEndAsync();
        hit.Wait(whole * (instant == KillInstant.AnyTime ? random.NextDouble() : 1));
        if (!process.HasExited)
        {
            process.Kill(); // SIGKILL: nothing of the process runs after it
            Kills++;
        }

        process.WaitForExit();
        if (process.ExitCode is not (0 or 137)) throw new InvalidOperationException($"{folder}: the run ended with {process.ExitCode}: {errors.Result}");
    }

    private static Process Start(string folder, string policy) => ThisProgram.Start("kill-worker", folder, policy);
}

using System.Globalization;

namespace EvoQuality.Foundations.Queue;

/// <summary>
/// A worker's place in a job: a number that no other process has, a log that no other process writes, and a sign of life,
/// <c>workers/n.beat</c>, rewritten four times per lease with a count.
/// </summary>
public sealed class WorkerSeat : IDisposable
{
    private const string Left = "left";
    private readonly Lock _gate = new();
    private readonly string _beat;
    private readonly ITimer _timer;
    private long _count;
    private bool _left;

    private WorkerSeat(string beat, TimeSpan lease, TimeProvider clock)
    {
        (_beat, Name) = (beat, Path.GetFileNameWithoutExtension(beat));
        Beat();
        _timer = clock.CreateTimer(_ => Beat(), null, lease / 4, lease / 4);
    }

    /// <summary>The number, in four digits or more.</summary>
    public string Name { get; }

    /// <summary>The worker's log; it is made with the first answers.</summary>
    public string LogPath => Path.ChangeExtension(_beat, ".jsonl");

    /// <summary>Takes the next free number.</summary>
    /// <param name="folder">The job's folder.</param>
    /// <param name="lease">How long others wait for a sign of life.</param>
    /// <param name="clock">Tells when to give one.</param>
    public static WorkerSeat Take(string folder, TimeSpan lease, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var workers = Directory.CreateDirectory(FolderOf(folder)).FullName;
        for (var number = Names(folder).Select(n => int.Parse(n, CultureInfo.InvariantCulture)).DefaultIfEmpty().Max() + 1; ; number++)
        {
            var beat = Path.Combine(workers, $"{number:D4}.beat");
            if (ExclusiveFile.TryCreate(beat, "")) return new WorkerSeat(beat, lease, clock);
        }
    }

    /// <summary>All workers that ever joined, by their numbers, in the order they joined.</summary>
    public static IReadOnlyList<string> Names(string folder) => Directory.Exists(FolderOf(folder))
        ? [.. Directory.EnumerateFiles(FolderOf(folder), "*.beat").Select(f => Path.GetFileNameWithoutExtension(f)!).OrderBy(n => n.Length).ThenBy(n => n, StringComparer.Ordinal)]
        : [];

    /// <summary>Log of a worker; there is none before its first answers.</summary>
    public static string LogOf(string folder, string name) => Path.Combine(FolderOf(folder), name + ".jsonl");

    /// <summary>The latest sign of life as it was written: machine, process and a count, or that it left; empty without one.</summary>
    public static string BeatOf(string folder, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(FolderOf(folder), name + ".beat"));
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }

    /// <summary>Whether a sign of life is the last one of a worker that ended by itself.</summary>
    public static bool HasLeft(string beat)
    {
        ArgumentNullException.ThrowIfNull(beat);
        return beat.EndsWith($" {Left}", StringComparison.Ordinal);
    }

    /// <summary>Says that the worker has left: what it had taken is free at once, or after a lease where this cannot be written.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_left) return;
            _left = true;
            _timer.Dispose();
            try
            {
                Write(Left);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The worker ends, often for this very reason; whoever disposes it is told by the append.
            }
        }
    }

    private void Beat()
    {
        lock (_gate)
        {
            if (_left) return;
            try
            {
                Write($"{++_count}");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A beat that could not be written costs at most that others ask the same again; the next append tells the person.
            }
        }
    }

    /// <summary>In place, not moved into place: network file systems look a file's content up anew when it is opened, names they remember.</summary>
    private void Write(string sign) => File.WriteAllText(_beat, $"{Environment.MachineName} {Environment.ProcessId} {sign}");

    private static string FolderOf(string job) => Path.Combine(job, "workers");
}

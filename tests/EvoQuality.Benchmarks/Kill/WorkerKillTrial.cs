using System.Diagnostics;
using EvoQuality.Benchmarks.Queue;
using EvoQuality.Foundations;
using EvoQuality.Foundations.Queue;
using EvoQuality.Voting;
using EvoQuality.Voting.Queue;

namespace EvoQuality.Benchmarks.Kill;

/// <summary>
/// A job with several worker processes of which any is killed at any time and replaced: at random instants, and as soon as a random one
/// of the job's files appears, grows or is moved. The votes are held against those of one process that nobody disturbed.
/// </summary>
/// <param name="random">Where the instants and the victims come from.</param>
internal sealed class WorkerKillTrial(SeededSource random)
{
    private const int Images = 80;
    private const int Pairs = 3160;
    private const int K = 32;
    private const int Batch = 4;
    private const int WorkersAtOnce = 3;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(0.5);

    /// <summary>Kills that hit a running worker so far.</summary>
    public int Kills { get; private set; }

    /// <summary>Kills that hit a worker which had taken a batch and not finished it.</summary>
    public int KillsAtWork { get; private set; }

    /// <summary>Lines in all logs of all trials beyond one per pair: work that was done again.</summary>
    public int Repeated { get; private set; }

    /// <summary>Lines that a kill tore off.</summary>
    public int Torn { get; private set; }

    /// <summary>Pairs of a trial.</summary>
    public static int PairsPerTrial => Pairs;

    /// <summary>The journal that one undisturbed process leaves.</summary>
    public static byte[] Alone(string path)
    {
        using (var log = new Journal<PairVotes>(path))
            VoteCounter.Count(ScriptedJob.Observer(), ScriptedJob.Images(Images), ScriptedJob.Pairs(Images, Pairs), ScriptedJob.Options(K), ScriptedJob.Seed, log);
        return File.ReadAllBytes(path);
    }

    /// <summary>Runs a job in a new folder, kills at most so many of its workers, lets others finish and collects.</summary>
    /// <returns>The collected journal.</returns>
    public byte[] Run(string folder, int kills)
    {
        var job = ScriptedJob.Create(folder, Images, Pairs, K, Batch);
        using var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.Size };
        var workers = Enumerable.Range(0, WorkersAtOnce).Select(_ => Start(folder)).ToList();
        for (var kill = 0; kill < kills && workers.Exists(w => !w.HasExited); kill++)
        {
            var victim = random.NextInt(workers.Count);
            if (random.NextBool()) WaitForChange(watcher, 1 + random.NextInt(60));
            else workers[victim].WaitForExit(random.NextInt(250)); // a random instant of its life, or its end
            var (running, process) = (!workers[victim].HasExited, workers[victim].Id);
            if (running) workers[victim].Kill(); // SIGKILL: nothing of the process runs after it
            End(workers[victim]);
            if (running) Kills++;
            if (running && HoldsABatch(folder, job.Queue, process)) KillsAtWork++;
            workers[victim] = Start(folder);
        }

        foreach (var worker in workers) End(worker);
        var votes = job.Queue.Collect();
        Count(folder, votes.Count);
        return File.ReadAllBytes(job.Queue.SettledPath);
    }

    /// <summary>What a worker process does.</summary>
    public static void Work(string folder) => VoteJob.Open(folder).Work(ScriptedJob.Observer(), ScriptedJob.Policy, Lease);

    private static void WaitForChange(FileSystemWatcher watcher, int changes)
    {
        using var hit = new ManualResetEventSlim();
        var left = changes;
        void See(object sender, FileSystemEventArgs e)
        {
            if (Interlocked.Decrement(ref left) == 0) hit.Set();
        }

        watcher.Created += See;
        watcher.Changed += See;
        watcher.Renamed += See;
        watcher.EnableRaisingEvents = true;
        hit.Wait(TimeSpan.FromSeconds(2));
        watcher.EnableRaisingEvents = false;
        watcher.Created -= See;
        watcher.Changed -= See;
        watcher.Renamed -= See;
    }

    private static bool HoldsABatch(string folder, SharedWork<PairVotes> work, int process)
    {
        var holders = work.Board.Leased().Select(work.Board.HolderOf).ToHashSet();
        return WorkerSeat.Names(folder).Any(name => holders.Contains(name) && WorkerSeat.BeatOf(folder, name).Split(' ').ElementAtOrDefault(1) == $"{process}");
    }

    private void Count(string folder, int pairs)
    {
        var lines = 0;
        foreach (var log in Directory.EnumerateFiles(Path.Combine(folder, "workers"), "*.jsonl"))
        {
            var bytes = File.ReadAllBytes(log);
            lines += bytes.Count((byte)'\n');
            if (bytes.Length > 0 && bytes[^1] != '\n') Torn++;
        }

        Repeated += lines - pairs;
    }

    private static void End(Process worker)
    {
        worker.WaitForExit();
        if (worker.ExitCode is not (0 or 137)) throw new InvalidOperationException($"a worker ended with {worker.ExitCode}: {worker.StandardError.ReadToEnd()}");
        worker.Dispose();
    }

    private static Process Start(string folder) => ThisProgram.Start("kill-workers-worker", folder);
}

using EvoQuality.Foundations;
using EvoQuality.Foundations.Queue;
using EvoQuality.Voting;
using EvoQuality.Voting.Queue;

namespace EvoQuality.Kernel.Tests;

/// <summary>What a worker throws that is killed while it asks.</summary>
internal sealed class Killed : Exception;

/// <summary>Workers that join, work, sleep, leave and die in a random order, one move at a time; what a kill can leave on the disk is left there.</summary>
internal sealed class WorkerCrowd(VoteJob job, SeededSource random, TimeSpan lease)
{
    private readonly List<(QueueWorker<PairVotes> Worker, WorkerClock Clock)> _alive = [];

    public VoteJob Job => job;

    private string Done => Path.Combine(job.Queue.Folder, "done");

    public void Move()
    {
        if (_alive.Count == 0 || (_alive.Count < 4 && random.NextBool(0.2)))
        {
            var clock = new WorkerClock(TimeSpan.FromHours(random.NextInt(1000)));
            _alive.Add((job.Queue.Join(lease, clock), clock));
            return;
        }

        var (worker, own) = _alive[random.NextInt(_alive.Count)];
        switch (random.NextInt(12))
        {
            case 0:
                KillWhileAsking(worker);
                break;
            case 1:
                KillWhileWriting(worker);
                break;
            case 2:
                worker.Dispose();
                _alive.Remove((worker, own));
                break;
            case 3:
                RepeatALog();
                break;
            case 4:
                own.Advance(lease * random.Uniform(0, 2)); // the others sleep: they will be taken for dead, and come back
                break;
            case 5:
                foreach (var (_, clock) in _alive) clock.Advance(lease * random.Uniform(0, 0.6));
                break;
            default:
                worker.Step(job.Asking(QuestionedJob.Observer()));
                break;
        }
    }

    /// <summary>One more worker does what is left; the others have died.</summary>
    public void Finish()
    {
        var clock = new WorkerClock(TimeSpan.Zero);
        using var last = job.Queue.Join(lease, clock);
        for (var step = WorkStep.Answered; step != WorkStep.Done; step = last.Step(job.Asking(QuestionedJob.Observer())))
            if (step == WorkStep.Waiting) clock.Advance(lease);
    }

    private void KillWhileAsking(QueueWorker<PairVotes> worker)
    {
        try
        {
            worker.Step((_, _) => throw new Killed());
        }
        catch (Killed)
        {
            Bury(worker);
        }
    }

    /// <summary>A kill between the first byte of a batch's answers and the mark that it is done.</summary>
    private void KillWhileWriting(QueueWorker<PairVotes> worker)
    {
        var log = new FileInfo(WorkerSeat.LogOf(job.Queue.Folder, worker.Name));
        var (length, before) = (log.Exists ? log.Length : 0, Directory.GetFiles(Done));
        if (worker.Step(job.Asking(QuestionedJob.Observer())) != WorkStep.Answered) return;
        log.Refresh();
        using (var file = log.Open(FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.SetLength(length + random.NextInt((int)(log.Length - length) + 1));
        foreach (var mark in Directory.GetFiles(Done).Except(before))
        {
            var taken = Path.Combine(job.Queue.Folder, "leases", Path.GetFileName(mark));
            File.Move(mark, taken, overwrite: true);
            File.WriteAllText(taken, random.NextBool(0.2) ? "" : worker.Name);
        }

        Bury(worker);
    }

    /// <summary>All answers of a worker once more, as those of another one.</summary>
    private void RepeatALog()
    {
        var names = WorkerSeat.Names(job.Queue.Folder).Where(n => File.Exists(WorkerSeat.LogOf(job.Queue.Folder, n))).ToArray();
        if (names.Length == 0) return;
        var copy = WorkerSeat.Take(job.Queue.Folder, lease, new WorkerClock(TimeSpan.Zero));
        File.Copy(WorkerSeat.LogOf(job.Queue.Folder, names[random.NextInt(names.Length)]), copy.LogPath);
    }

    private void Bury(QueueWorker<PairVotes> worker) => _alive.RemoveAll(w => w.Worker == worker);
}

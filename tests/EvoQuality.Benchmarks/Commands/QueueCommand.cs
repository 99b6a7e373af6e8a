using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using EvoQuality.Benchmarks.Queue;
using EvoQuality.Benchmarks.Speed;
using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Voting;
using EvoQuality.Voting.Queue;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>queue</c>: makes a job, answers it with one worker that flushes every batch, collects it, all in this process and without a model; then
/// votes with the pocket policy. One JSON line with seconds, votes per second, and the peak resident memory before the policy was loaded.
/// </summary>
public static class QueueCommand
{
    private const int PocketPairs = 256;
    private const int PocketImages = 64;
    private const long MemoryLimitMib = 2048;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var pairs = new Option<int>("--pairs") { Description = "Pairs of the job.", DefaultValueFactory = _ => 1_000_000 };
        var images = new Option<int>("--images") { Description = "Pictures of the job.", DefaultValueFactory = _ => 2000 };
        var k = new Option<int>("--k") { Description = "Votes per pair.", DefaultValueFactory = _ => 32 };
        var batch = new Option<int>("--batch") { Description = "Pairs written and flushed together.", DefaultValueFactory = _ => VoteCounter.PairsPerBatch };
        var folder = new Option<string>("--folder") { Description = "Where the job goes for the time of the run.", DefaultValueFactory = _ => Path.GetTempPath() };
        var command = new Command("queue", "Votes per second and memory of the work queue, beside the pocket policy's.") { pairs, images, k, batch, folder };
        command.SetAction(p => Run(p.GetValue(pairs), p.GetValue(images), p.GetValue(k), p.GetValue(batch), Path.Combine(p.GetValue(folder)!, $"evoquality-queue-{Guid.NewGuid():N}")));
        return command;
    }

    private static int Run(int pairs, int images, int k, int batch, string folder)
    {
        try
        {
            VoteJob job = null!;
            var create = Seconds(() => job = ScriptedJob.Create(folder, images, pairs, k, batch));
            var asking = job.Asking(ScriptedJob.Observer());
            var asked = Stopwatch.StartNew();
            var work = Seconds(() =>
            {
                using var worker = job.Queue.Join();
                asked.Reset();
                worker.Run((first, count) => Timed(asked, () => asking(first, count)), "voting", "pairs");
            });
            IReadOnlyList<PairVotes> votes = [];
            var collect = Seconds(() => votes = job.Queue.Collect());
            var peak = Machine.PeakRssMib;
            var given = votes.Sum(v => (long)v.Straight.Length + v.Swapped.Length);
            votes = [];
            var (queue, pocket) = (given / work, PocketRate(k));
            var passed = given == (long)pairs * k && queue >= 10 * pocket && peak < MemoryLimitMib;
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                pairs,
                images,
                k,
                batch,
                votes = given,
                create_seconds = Math.Round(create, 1),
                work_seconds = Math.Round(work, 1),
                of_it_scripted_answers_seconds = Math.Round(asked.Elapsed.TotalSeconds, 1),
                collect_seconds = Math.Round(collect, 1),
                queue_votes_per_second = Math.Round(queue),
                pocket_votes_per_second = Math.Round(pocket),
                ratio = Math.Round(queue / pocket, 1),
                batches_per_second = Math.Round(((pairs - 1) / batch + 1) / work, 1),
                peak_rss_mib = peak,
                passed,
            }));
            return passed ? 0 : 1;
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Votes per second of the pocket policy on generated scenes, its pictures encoded before as in a round.</summary>
    private static double PocketRate(int k)
    {
        using var policy = QwenPolicy.Load(PocketPolicy.Folder);
        var pool = SceneImages.Pool(PocketImages, 224);
        var pairs = PairSampler.Sample(PocketImages, PocketPairs, new SeedTree(1).Source());
        void Vote() => VoteCounter.Count(policy, pool.Images, pairs, new VoteOptions { K = k }, new SeedTree(2));
        Vote();
        return PocketPairs * k / Seconds(Vote);
    }

    private static T Timed<T>(Stopwatch watch, Func<T> work)
    {
        watch.Start();
        var result = work();
        watch.Stop();
        return result;
    }

    private static double Seconds(Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed.TotalSeconds;
    }
}

using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using EvoQuality.Benchmarks.Kill;
using EvoQuality.Foundations;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>kill-workers</c>: jobs of votes with three worker processes each, any of which is killed at any time and replaced, until so many kills
/// have hit; every job's collected votes are compared byte by byte with those of one undisturbed process. One JSON line.
/// </summary>
public static class KillWorkersCommand
{
    private const int KillsPerJob = 10;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var count = new Option<int>("--count") { Description = "Kills.", DefaultValueFactory = _ => 100 };
        var seed = new Option<ulong>("--seed") { Description = "Root of the instants and victims.", DefaultValueFactory = _ => 1 };
        var command = new Command("kill-workers", "Kill workers of a job at any time, compare every byte of the collected votes.") { count, seed };
        command.SetAction(p => Run(p.GetValue(count), new SeedTree(p.GetValue(seed))));
        return command;
    }

    /// <summary>What <c>kill-workers</c> starts and kills.</summary>
    public static Command CreateWorker()
    {
        var folder = new Argument<string>("FOLDER");
        var command = new Command("kill-workers-worker", "A worker of the job that kill-workers disturbs.") { folder };
        command.Hidden = true;
        command.SetAction(p => WorkerKillTrial.Work(p.GetRequiredValue(folder)));
        return command;
    }

    private static int Run(int count, SeedTree seed)
    {
        var scratch = Directory.CreateTempSubdirectory("evoquality-kill-workers-").FullName;
        try
        {
            var expected = WorkerKillTrial.Alone(Path.Combine(scratch, "alone.jsonl"));
            var trial = new WorkerKillTrial(seed.Source());
            var (jobs, identical, watch) = (0, 0, Stopwatch.StartNew());
            for (; trial.Kills < count; jobs++)
            {
                var folder = Path.Combine(scratch, $"{jobs}");
                if (trial.Run(folder, Math.Min(KillsPerJob, count - trial.Kills)).AsSpan().SequenceEqual(expected))
                {
                    identical++;
                    Directory.Delete(folder, recursive: true);
                }
                else
                {
                    Console.Error.WriteLine($"job {jobs} differs; kept in {folder}");
                }

                Console.Error.WriteLine($"{jobs + 1} jobs, {trial.Kills} of {count} kills, {identical} identical, {watch.Elapsed:hh\\:mm\\:ss}");
            }

            Console.WriteLine(JsonSerializer.Serialize(new
            {
                jobs,
                kills = trial.Kills,
                kills_at_work = trial.KillsAtWork,
                pairs_per_job = WorkerKillTrial.PairsPerTrial,
                answers_given_again = trial.Repeated,
                torn_lines = trial.Torn,
                identical,
                passed = identical == jobs,
            }));
            if (identical == jobs) Directory.Delete(scratch, recursive: true);
            return identical == jobs ? 0 : 1;
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }
}

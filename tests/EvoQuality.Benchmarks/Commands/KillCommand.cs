using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using EvoQuality.Benchmarks.Kill;
using EvoQuality.Foundations;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>kill</c>: runs a small evolution in processes of its own, kills them at random instants, in the middle of writes and at
/// boundaries, lets them go on, and compares every byte of what is left with a run that was left alone. One JSON line.
/// </summary>
public static class KillCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var count = new Option<int>("--count") { Description = "Runs to disturb.", DefaultValueFactory = _ => 200 };
        var seed = new Option<ulong>("--seed") { Description = "Root of the instants.", DefaultValueFactory = _ => 1 };
        var command = new Command("kill", "Kill a run at random instants, go on, compare every byte.") { count, seed };
        command.SetAction(p => Run(p.GetValue(count), new SeedTree(p.GetValue(seed))));
        return command;
    }

    /// <summary>What <c>kill</c> starts and kills.</summary>
    public static Command CreateWorker()
    {
        var folder = new Argument<string>("FOLDER");
        var policy = new Argument<string>("POLICY");
        var command = new Command("kill-worker", "The small evolution that kill disturbs.") { folder, policy };
        command.Hidden = true;
        command.SetAction(p => SmallEvolution.Run(p.GetRequiredValue(folder), p.GetRequiredValue(policy)));
        return command;
    }

    private static int Run(int count, SeedTree seed)
    {
        var scratch = Directory.CreateTempSubdirectory("evoquality-kill-").FullName;
        try
        {
            var policy = TinyPolicyFolder.Write(Path.Combine(scratch, "start"));
            var alone = Path.Combine(scratch, "alone");
            KillTrial.Undisturbed(Path.Combine(scratch, "warm"), policy); // the first start is slower
            var watch = Stopwatch.StartNew();
            KillTrial.Undisturbed(alone, policy);
            var trial = new KillTrial(policy, watch.Elapsed, seed.Source());
            var expected = RunContent.Of(alone);
            var (identical, byInstant) = (0, new SortedDictionary<string, int>());
            for (var i = 0; i < count; i++)
            {
                var folder = Path.Combine(scratch, $"{i}");
                var instant = (KillInstant)(i % 3);
                byInstant[instant.ToString()] = byInstant.GetValueOrDefault(instant.ToString()) + trial.Run(folder, instant);
                string[] different = [.. Different(expected, RunContent.Of(folder))];
                if (different.Length == 0)
                {
                    identical++;
                    Directory.Delete(folder, recursive: true);
                }
                else
                {
                    Console.Error.WriteLine($"run {i} ({instant}) differs in {string.Join(", ", different)}; kept in {folder}");
                }

                Console.Error.WriteLine($"{i + 1} of {count} runs, {trial.Kills} kills, {identical} identical, {watch.Elapsed:hh\\:mm\\:ss}");
            }

            Console.WriteLine(JsonSerializer.Serialize(new { runs = count, kills = trial.Kills, kills_by_instant = byInstant, files = expected.Count, identical, passed = identical == count }));
            if (identical == count) Directory.Delete(scratch, recursive: true);
            return identical == count ? 0 : 1;
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static IEnumerable<string> Different(IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> found) =>
        expected.Keys.Union(found.Keys).Where(f => expected.GetValueOrDefault(f) != found.GetValueOrDefault(f)).Order(StringComparer.Ordinal);
}

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EvoQuality.Foundations;
using EvoQuality.Statistics;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>statistics FILE</c>: agreement of stored predictions with bootstrap intervals, timed; one JSON line per group of
/// measures. The same in numpy and scipy: environment/reference/statistics_speed.py, which also makes the file.
/// </summary>
public static class StatisticsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "CSV with a header and the columns prediction, mos (statistics_speed.py make FILE)." };
        var draws = new Option<int>("--draws") { Description = "Resamples of SRCC and PLCC.", DefaultValueFactory = _ => 10_000 };
        var threads = new Option<int>("--threads") { Description = "Threads.", DefaultValueFactory = _ => 1 };
        var command = new Command("statistics", "Bootstrap intervals of stored predictions, timed.") { file, draws, threads };
        command.SetAction(p => Run(p.GetRequiredValue(file), p.GetValue(draws), p.GetValue(threads)));
        return command;
    }

    private static void Run(string file, int draws, int threads)
    {
        double[][] rows = [.. File.ReadLines(file).Skip(1).Select(l => l.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())];
        double[] predictions = [.. rows.Select(r => r[0])], mos = [.. rows.Select(r => r[1])];
        (string Name, Agreement[] Measures, int Draws)[] groups =
        [
            ("srcc and plcc", [Agreement.Srcc, Agreement.Plcc], draws),
            ("kendall", [Agreement.Krcc], Math.Max(draws / 20, 20)),
            ("logistic4", [Agreement.PlccLogistic4], Math.Max(draws / 100, 20)),
            ("logistic5", [Agreement.PlccLogistic5], Math.Max(draws / 100, 20)),
        ];
        foreach (var (name, measures, some) in groups)
        {
            Measure(measures, Math.Min(some, 200)); // compiles what is timed
            var watch = Stopwatch.StartNew();
            var found = Measure(measures, some);
            var seconds = watch.Elapsed.TotalSeconds;
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                way = name,
                images = mos.Length,
                draws = some,
                threads,
                seconds = Math.Round(seconds, 4),
                ms_per_draw = Math.Round(1000 * seconds / some, 5),
                intervals = found.Select(e => new[] { e.Interval?.Low, e.Value, e.Interval?.High }),
            }));
        }

        IReadOnlyList<AgreementEstimate> Measure(Agreement[] measures, int some) => AgreementBootstrap.Of(
            predictions, mos, measures, BootstrapUnits.ByImage(mos.Length), some, new SeedTree(1), threads: threads);
    }
}

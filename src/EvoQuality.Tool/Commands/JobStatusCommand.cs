using System.CommandLine;
using System.Globalization;
using EvoQuality.Evaluation.Queue;
using EvoQuality.Foundations.Queue;
using EvoQuality.Voting.Queue;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality job status</c>: how far a job has come.</summary>
internal static class JobStatusCommand
{
    public static Command Create()
    {
        var folder = JobCommand.Folder();
        var command = new Command("status", "Show how far a job has come, its rate, the time it has left and its workers.") { folder };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(folder);
            var isVotes = JobFolder.KindOf(path) == VoteJob.Kind;
            Show(parsed.InvocationConfiguration.Output, isVotes ? VoteJob.Open(path, present: false).Queue.Status() : ScoreJob.Open(path, present: false).Queue.Status(), isVotes ? "pairs" : "pictures");
        });
        return command;
    }

    private static void Show(TextWriter output, QueueStatus status, string unit)
    {
        var left = status.Items - status.Answered;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{status.Answered} of {status.Items} {unit} answered, {status.Finished} of {status.Batches} batches, {status.Leased} at work"));
        if (status.PerSecond is { } rate && left > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rate:0.0} {unit} a second lately, {Duration.Text(TimeSpan.FromSeconds(left / rate))} left at that rate"));
        output.WriteLine(status.IsSettled ? "collected" : left == 0 ? "finished, not collected yet" : "not finished");
        foreach (var (name, beat) in status.Workers) output.WriteLine($"worker {name}: {Said(beat)}");
    }

    private static string Said(string beat) => beat.Split(' ') is [var machine, var process, var sign]
        ? $"process {process} on {machine}, {(WorkerSeat.HasLeft(beat) ? "left" : $"{sign} signs of life")}"
        : "no sign of life";
}

using System.CommandLine;
using EvoQuality.Datasets;
using EvoQuality.Evaluation.Queue;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Foundations.Queue;
using EvoQuality.Presentation;
using EvoQuality.Voting.Queue;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality job collect</c>: the answers of all workers, each once.</summary>
internal static class JobCollectCommand
{
    public static Command Create()
    {
        var folder = JobCommand.Folder();
        var run = new Option<string?>("--run") { Description = "Folder of a run, new or stopped: it goes on with the answers instead of asking.", HelpName = "folder" };
        var tables = new Option<string?>("--out") { Description = "Folder for tables: votes.csv and ranking.csv, or scores.csv.", HelpName = "folder" };
        var command = new Command("collect", "Bring a finished job's answers back, as a run's journal and as tables.") { folder, run, tables };
        command.Validators.Add(result =>
        {
            if (result.GetValue(run) is null && result.GetValue(tables) is null) result.AddError("Say where the answers go: --run FOLDER, --out FOLDER, or both.");
        });
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(folder);
            var (output, into, beside) = (parsed.InvocationConfiguration.Output, parsed.GetValue(run), parsed.GetValue(tables));
            if (JobFolder.KindOf(path) == VoteJob.Kind)
            {
                var job = VoteJob.Open(path, present: false);
                var votes = job.Queue.Collect();
                if (into is not null) output.WriteLine($"run      {RoundJobs.GiveTo(new RunFolder(into), job)}");
                if (beside is not null) WriteVotes(output, new RunFolder(beside), OfflineResult.From(new ImageSet("pool", job.Images), votes, job.Terms.Options.Preferences));
            }
            else
            {
                var job = ScoreJob.Open(path, present: false);
                var scores = job.Queue.Collect();
                if (into is not null) output.WriteLine($"run      {RoundJobs.GiveTo(new RunFolder(into), job)}");
                if (beside is not null)
                {
                    var table = new RunFolder(beside).File("scores.csv");
                    EvaluationFile.WriteScores(table, [.. scores.Zip(job.Images, (record, image) => record.With(image))]);
                    output.WriteLine($"scores   {table}");
                }
            }
        });
        return command;
    }

    private static void WriteVotes(TextWriter output, RunFolder folder, OfflineResult votes)
    {
        folder.WriteTable("votes.csv", Tables.Votes(votes));
        folder.WriteTable("ranking.csv", Tables.Ranking(votes.Preferences, votes.Pool));
        output.WriteLine($"votes    {folder.File("votes.csv")}");
        output.WriteLine($"ranking  {folder.File("ranking.csv")}");
    }
}

using System.CommandLine;
using EvoQuality.Evaluation.Queue;
using EvoQuality.Evolution;
using EvoQuality.Voting;
using EvoQuality.Voting.Queue;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality job new</c>: writes down what is asked.</summary>
internal static class JobNewCommand
{
    public static Command Create()
    {
        var folder = JobCommand.Folder();
        var kind = new Option<string>("--kind") { Description = "Votes on the pool's pairs, or scores of the test pictures.", DefaultValueFactory = _ => VoteJob.Kind };
        kind.AcceptOnlyFromAmong(VoteJob.Kind, ScoreJob.Kind);
        var settings = new Option<string[]>("--set")
        {
            Description = "The run that the answers are for, in the words of 'run notebooks/07-evolution.ipynb': images=…, labels=…, pairs=…, k=…, seed=…; may be repeated. Paths are read from the current folder.",
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = _ => [],
            HelpName = "name=value",
        };
        var round = new Option<int>("--round") { Description = "Version of the policy that answers: 0 is the start; later ones need --policy.", HelpName = "N" }.Within(0);
        var source = new Option<VoteSource?>("--source") { Description = "Where votes come from (default: as the run has it).", HelpName = "probability|samples" };
        var batch = new Option<int>("--batch") { Description = "Pairs or pictures that are taken and written together; fewer for a slow server.", DefaultValueFactory = _ => VoteCounter.PairsPerBatch, HelpName = "N" }.Within(1);
        var command = new Command("new", "Make a job: pictures by reference, pairs, votes per pair, seed and the policy that must answer.")
        {
            folder, kind, settings, round, source, batch,
        };
        var policy = new JobPolicy();
        policy.AddTo(command, answers: false);
        command.Validators.Add(result =>
        {
            if (result.GetValue(kind) == ScoreJob.Kind && result.GetResult(source) is not null) result.AddError("--source is of votes, and this job is of scores.");
        });
        command.SetAction(parsed => LongWork.Run(parsed.InvocationConfiguration.Output, (say, progress, cancel) =>
        {
            var path = parsed.GetRequiredValue(folder);
            var setup = SetupSettings.Parse(parsed.GetRequiredValue(settings));
            var version = parsed.GetValue(round);
            if (version > 0 && !policy.IsGiven(parsed)) throw new ArgumentException($"--round {version}: name that version's model folder with --policy.");
            var name = policy.NameOf(parsed, setup.PolicyFolder, setup.Dtype);
            var asked = parsed.GetValue(kind) == VoteJob.Kind
                ? $"{RoundJobs.Votes(path, setup, version, name, parsed.GetValue(source), parsed.GetValue(batch), progress, cancel).Pairs.Count} pairs, {setup.K} votes each"
                : $"{RoundJobs.Scores(path, setup, version, name, parsed.GetValue(batch), progress, cancel).Images.Count} pictures, {setup.Samples} scores each";
            say($"{asked}. Start workers, as many as you like, here or on other machines: evoquality job work {path}");
        }));
        return command;
    }
}

using System.CommandLine;
using EvoQuality.Evaluation.Queue;
using EvoQuality.Foundations.Queue;
using EvoQuality.Generation;
using EvoQuality.Generation.Served;
using EvoQuality.Voting.Queue;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality job work</c>: one of the processes that answer.</summary>
internal static class JobWorkCommand
{
    public static Command Create()
    {
        var folder = JobCommand.Folder();
        var images = new Option<string?>("--images") { Description = "Folder of the pictures, where this machine has them at another place than the one that made the job.", HelpName = "folder" };
        var lease = new Option<double>("--lease")
        {
            Description = "Seconds without a sign of life after which another worker counts as dead; the same for all workers.",
            DefaultValueFactory = _ => SharedWork<object>.DefaultLease.TotalSeconds,
            HelpName = "seconds",
        };
        lease.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && double.TryParse(token.Value, out var seconds) && !(seconds is > 0 and < 1e6))
                result.AddError($"--lease {token.Value}: expected seconds, more than 0.");
        });
        var command = new Command("work", "Answer what a job asks, beside any number of other workers, until nothing is left.") { folder, images, lease };
        var policy = new JobPolicy();
        policy.AddTo(command, answers: true);
        command.SetAction(parsed => LongWork.Run(parsed.InvocationConfiguration.Output, (say, progress, cancel) =>
        {
            var (path, wait, name) = (parsed.GetRequiredValue(folder), TimeSpan.FromSeconds(parsed.GetValue(lease)), policy.NameOf(parsed));
            if (JobFolder.KindOf(path) == VoteJob.Kind)
            {
                var job = VoteJob.Open(path, parsed.GetValue(images));
                job.Terms.Expect(name); // before the weights are read
                Answer(voter => job.Work(voter, name, wait, progress, cancel));
            }
            else
            {
                var job = ScoreJob.Open(path, parsed.GetValue(images));
                job.Terms.Expect(name);
                Answer(scorer => job.Work(scorer, name, wait, progress, cancel));
            }

            say($"Nothing is left. Bring the answers back: evoquality job collect {path} --run RUN");

            void Answer(Action<IPolicy> work)
            {
                var loaded = policy.Load(parsed, say);
                using var held = loaded as IDisposable;
                try
                {
                    work(loaded);
                }
                finally
                {
                    if (loaded is ChatClientPolicy served) say(served.Usage.ToString()); // what was asked is paid for, whatever ended the work
                }
            }
        }));
        return command;
    }
}

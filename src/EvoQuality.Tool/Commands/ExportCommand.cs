using System.CommandLine;
using EvoQuality.Foundations;
using EvoQuality.Foundations.Queue;
using EvoQuality.Handoff;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality export</c>: the training that follows a run or a job's votes, for TRL, verl or VisualQuality-R1, and the check of what they did.</summary>
internal static class ExportCommand
{
    private const string Trl = "trl";
    private const double Tolerance = 1e-6; // engines keep rewards as fp32

    private delegate IReadOnlyList<string> Exporter(
        TrainingJob job, string folder, JobPlacement placement, IProgress<StageProgress>? progress, CancellationToken cancel);

    public static Command Create() => new("export", "Hand the training that follows a run, or a job's votes, to another engine: votes, pictures, settings and reward.")
    {
        To(Trl, "Write a job for TRL's GRPOTrainer: run it there by accelerate.", TrlExport.Write),
        To("verl", "Write a job for verl: a Parquet table with the pictures inside, hydra settings, a batch reward.", VerlExport.Write),
        To("visualquality-r1", "Write a job for VisualQuality-R1's trainer: its JSONL, one score per picture from the votes.", VisualQualityR1Export.Write),
        Check(),
    };

    private static Command To(string name, string description, Exporter write)
    {
        var run = new Argument<string>("run") { Description = "The folder of a finished run, or of a 'job' whose votes are all given." };
        var output = new Argument<string>("out") { Description = "A new or empty folder for the job." };
        var version = new Option<int?>("--of-version")
        {
            Description = "Whose votes and weights: 0 is the start; the last version without it.",
            HelpName = "N",
        };
        var policy = new Option<string?>("--policy") { Description = "Model folder that the run started from, where it lies elsewhere now; of votes, the folder of the policy that gave them.", HelpName = "folder" };
        var images = new Option<string?>("--images") { Description = "Of votes: the folder of their pictures, where this machine has them at another place.", HelpName = "folder" };
        var processes = new Option<int>("--processes") { Description = "Processes, one per device.", DefaultValueFactory = _ => 2, HelpName = "N" }.Within(1);
        var device = new Option<string?>("--device") { Description = "Where TRL runs; as the run without it." };
        device.AcceptOnlyFromAmong("cpu", "cuda");
        var reference = new Option<bool>("--by-reference") { Description = "Name photographs and model folders by absolute path, in place of copying them." };
        var command = new Command(name, description) { run, output, version, policy, images, processes, reference };
        if (name == Trl) command.Options.Add(device);
        command.SetAction(parsed => LongWork.Run(parsed.InvocationConfiguration.Output, (say, progress, cancel) =>
        {
            using var job = Read(parsed.GetRequiredValue(run), parsed.GetValue(version), parsed.GetValue(policy), parsed.GetValue(images), progress, cancel);
            var folder = parsed.GetRequiredValue(output);
            var differences = write(
                job, folder, new JobPlacement(parsed.GetValue(processes), name == Trl ? parsed.GetValue(device) : null, parsed.GetValue(reference)), progress, cancel);
            say($"{folder}: version {job.Version}, {job.Preferences.Preferences.Count} preferences, {job.Steps} steps of {2 * job.Online.PairsPerStep} prompts.");
            if (!job.IsVoterSeen) say("  A model behind a server voted: that the policy here has the same weights is yours to know.");
            foreach (var difference in differences) say($"  {difference}");
        }));
        return command;
    }

    private static TrainingJob Read(string folder, int? version, string? policy, string? images, IProgress<StageProgress>? progress, CancellationToken cancel)
    {
        if (!JobFolder.Holds(folder))
        {
            return images is null
                ? TrainingJob.Read(RunFolder.Existing(folder), version, policy, progress, cancel)
                : throw new ArgumentException($"--images {images}: a run knows its pictures by its own set-up; the option is for votes of a job.");
        }

        return version is null
            ? TrainingJob.ReadVotes(folder, policy, images, progress, cancel)
            : throw new ArgumentException($"--of-version {version}: the votes of a job are of one version; the option is for runs.");
    }

    private static Command Check()
    {
        var folder = new Argument<string>("job") { Description = "A folder that export wrote." };
        var log = new Argument<string?>("log")
        {
            Description = "Also compute the engine's rewards again: TRL's output/completions or verl's output/rollouts.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("check", "Compare a job's pictures and data with their hashes, and the rewards of its training with ours.") { folder, log };
        command.SetAction(parsed =>
        {
            var (job, output) = (parsed.GetRequiredValue(folder), parsed.InvocationConfiguration.Output);
            output.WriteLine($"{job}: {TrainingJobFolder.Check(job).Count} pictures and the data are as they were exported.");
            if (parsed.GetValue(log) is not { } training) return 0;
            var check = RewardCheck.Of(job, training);
            var passed = check.Largest <= Tolerance;
            output.WriteLine(FormattableString.Invariant($"{(passed ? "pass" : "FAIL")}  {check.Answers} rewards of {check.Steps} steps, {check.Parsed} answers parsed: largest difference {check.Largest:G3}{(check.Place.Length > 0 ? $" ({check.Place})" : "")}, accepted {Tolerance:G1}"));
            return passed ? 0 : UserErrors.Failed;
        });
        return command;
    }
}

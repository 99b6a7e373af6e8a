using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Language;
using EvoQuality.Voting;
using EvoQuality.Voting.Queue;

namespace EvoQuality.Handoff;

/// <summary>
/// The online stage of a round as something to hand to another engine: what a version of the policy voted, in a finished run or as a
/// shared job, its weights, the settings, and which pairs each step takes (those that this library would take, see <see cref="PairSchedule.Full"/>).
/// </summary>
public sealed class TrainingJob : IDisposable
{
    private readonly QwenPolicy _loaded;
    private readonly string? _weights;

    private TrainingJob(EvolutionSetup setup, int version, OfflineResult votes, ImageSet pool, QwenPolicy loaded, string? folder, string? weights)
    {
        (Setup, Version, Pool) = (setup, version, pool);
        (_loaded, PolicyFolder, _weights) = (loaded, folder, weights);
        (Preferences, Settings) = (votes.Preferences, setup.Options());
        var schedule = new PairSchedule(Preferences, Online.PairsPerStep, SelfEvolution.OnlineSeed(setup.Root, Version));
        Rows = [.. schedule.Full(Online.Steps ?? schedule.StepsPerEpoch).SelectMany((pairs, step) => JobRow.Of(pairs, step, pool))];
        Steps = Rows[^1].Step + 1;
    }

    /// <summary>What the run was asked for.</summary>
    public EvolutionSetup Setup { get; }

    /// <summary>All settings of the run.</summary>
    public EvolutionOptions Settings { get; }

    /// <summary>Settings of the training.</summary>
    public OnlineOptions Online => Settings.Online;

    /// <summary>Whose votes these are, and whose weights the training starts from: 0 is the start.</summary>
    public int Version { get; }

    /// <summary>Whether the policy was seen to be the one that voted; behind a server no weights can be seen.</summary>
    public bool IsVoterSeen { get; private init; } = true;

    /// <summary>The model folder that the training starts from; null where a run keeps only its weights.</summary>
    internal string? PolicyFolder { get; }

    /// <summary>The pictures that the preferences are about, with their pixels.</summary>
    public ImageSet Pool { get; }

    /// <summary>The pseudo-preferences (Eq. 1).</summary>
    public PreferenceSet Preferences { get; }

    /// <summary>Steps of the training.</summary>
    public int Steps { get; }

    /// <summary>One prompt per line, in the order in which they are to be taken: two per pair, the pairs of a step together.</summary>
    public IReadOnlyList<JobRow> Rows { get; }

    /// <summary>The question that goes with every picture.</summary>
    public string Prompt => Online.Style.ScorePrompt();

    /// <summary>Whether the KL term keeps close to another policy than the one that is trained.</summary>
    public bool OtherReference => Version > 0 && Settings.Reference == ReferenceChoice.Initial && Online.Loss.Beta > 0;

    /// <summary>Reads the job that follows a version of a finished run.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="version">Whose votes and weights; null is the last version.</param>
    /// <param name="policy">Model folder that the run started from, where it lies elsewhere now.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between images.</param>
    /// <exception cref="ArgumentException">There is no such version, or its reward needs more than preferences.</exception>
    /// <exception cref="InvalidDataException">The start's weights or the pictures are not those of the run; a picture is damaged.</exception>
    public static TrainingJob Read(
        RunFolder folder, int? version = null, string? policy = null, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var run = RecordedRun.Read(folder);
        var setup = EvolutionSetup.Read(folder);
        if (policy is not null) setup = setup with { Policy = policy };
        var chosen = version ?? run.Rounds[^1].Round;
        if (chosen < 0 || chosen >= run.Rounds.Count)
            throw new ArgumentException($"Version {chosen}: the run has the versions 0 to {run.Rounds[^1].Round}.", nameof(version));
        ExpectFidelity(setup, folder.FullPath);
        var pool = WithAdded(EvolutionData.Load(setup, progress, cancel).Pool, run, setup, chosen);
        var voted = run.Rounds[chosen];
        var differing = pool.Images.Zip(voted.Votes.Pool.Images).FirstOrDefault(p => p.First.Id != p.Second.Id);
        if (pool.Images.Count != voted.Votes.Pool.Images.Count || differing.First is not null)
            throw new InvalidDataException($"{folder.FullPath}: expected the {voted.Votes.Pool.Images.Count} pictures that the run voted on, found {pool.Images.Count}{(differing.First is null ? "" : $" with {differing.First.Id} in the place of {differing.Second.Id}")}.");
        var start = setup.LoadPolicy();
        return Owning(start, () =>
        {
            RecordedRun.ExpectStart(folder, start, setup.PolicyFolder, "name its folder by --policy");
            return chosen == 0
                ? new TrainingJob(setup, chosen, voted.Votes, pool, start, setup.PolicyFolder, null)
                : new TrainingJob(setup, chosen, voted.Votes, pool, start, null, folder.File(EvolutionRecord.PolicyOf(chosen)));
        });
    }

    /// <summary>Reads the job that follows votes which any number of processes, or a server, gave (<see cref="RoundJobs.Votes"/>).</summary>
    /// <param name="folder">The shared job, all of it answered.</param>
    /// <param name="policy">Model folder of the policy that voted; null takes the set-up's, which is version 0.</param>
    /// <param name="images">Folder that holds the pictures by name, where this machine has them at another place.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between images.</param>
    /// <exception cref="ArgumentException">A version after 0, or a served model, needs its folder named, the folder is not the policy that voted, or the reward needs more than preferences.</exception>
    /// <exception cref="InvalidOperationException">Pairs are not answered yet.</exception>
    /// <exception cref="InvalidDataException">A picture or what was asked has changed, or a picture is damaged.</exception>
    public static TrainingJob ReadVotes(
        string folder, string? policy = null, string? images = null, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        var job = VoteJob.Open(folder, images);
        var setup = EvolutionSetup.Read(RunFolder.Existing(folder));
        ExpectFidelity(setup, folder);
        var version = job.Terms.Round;
        if (version > 0 && policy is null) throw new ArgumentException($"{folder}: version {version} voted; name its model folder by --policy.", nameof(policy));
        if (version == 0 && policy is not null) setup = setup with { Policy = policy };
        if (PolicyName.IsServed(job.Terms.Policy) && policy is null && setup.Policy.Length == 0)
            throw new ArgumentException($"{folder}: a model behind a server voted, {job.Terms.Policy}; name the folder of its weights by --policy.", nameof(policy));
        var voter = policy ?? setup.PolicyFolder;
        PolicyName.Expect(job.Terms.Policy, voter);
        var pool = new ImageSet("pool", job.Images);
        var votes = OfflineResult.From(pool, job.Queue.Collect(), job.Terms.Options.Preferences);
        pool.Check(progress, cancel); // holds every file against its hash
        var loaded = (setup with { Policy = voter, Device = "cpu" }).LoadPolicy(); // only its tokenizer and sizes are asked
        return Owning(loaded, () => new TrainingJob(setup, version, votes, pool, loaded, voter, null) { IsVoterSeen = !PolicyName.IsServed(job.Terms.Policy) });
    }

    /// <summary>Writes the version that the training starts from as a complete model folder.</summary>
    /// <exception cref="InvalidDataException">The run's weights of this version are damaged.</exception>
    internal void SavePolicy(string folder)
    {
        if (PolicyFolder is not null)
        {
            Copy(PolicyFolder, folder);
            return;
        }

        using var version = TrainedWeights.Version(_loaded, _weights!);
        EvolvedCheckpoint.Save(version, Setup.PolicyFolder, folder);
    }

    /// <summary>Copies the model folder that the run started from.</summary>
    internal void SaveStart(string folder) => Copy(Setup.PolicyFolder, folder);

    /// <summary>Most tokens that a prompt has with its picture.</summary>
    internal int LongestPrompt(IEnumerable<IqaImage> pictures) =>
        pictures.Max(picture => _loaded.Tokenize([new Prompt([picture], Prompt)])[0].Ids.Count);

    /// <inheritdoc/>
    public void Dispose() => _loaded.Dispose();

    /// <summary>Makes a job that owns the policy; where none comes of it the policy is let go.</summary>
    private static TrainingJob Owning(QwenPolicy loaded, Func<TrainingJob> make)
    {
        try
        {
            return make();
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    private static void Copy(string model, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(model)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
    }

    private static void ExpectFidelity(EvolutionSetup setup, string place)
    {
        var online = setup.Options().Online;
        if (online.Reward != RewardKind.Fidelity || online.Labels != LabelSource.Policy)
            throw new ArgumentException($"{place}: expected the fidelity reward on the policy's own votes, found reward {setup.Reward} with supervision {setup.Supervision}.", nameof(setup));
    }

    /// <summary>The pool with the pictures that the version's round added, drawn as the run drew them.</summary>
    private static ImageSet WithAdded(ImageSet pool, RecordedRun run, EvolutionSetup setup, int version)
    {
        var options = setup.Options() with { Rounds = run.Rounds[^1].Round };
        return SelfEvolution.Added(setup.AddedPairs, pool, options, run.Seed, version) is { } added ? added.With(pool) : pool;
    }
}

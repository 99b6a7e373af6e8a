using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Evaluation.Queue;
using EvoQuality.Foundations;
using EvoQuality.Foundations.Queue;
using EvoQuality.Voting;
using EvoQuality.Voting.Pairing;
using EvoQuality.Voting.Queue;

namespace EvoQuality.Evolution;

/// <summary>
/// The votes and scores of an evolution's round as jobs for other processes and machines, and the way back: a collected job becomes the
/// journal that the evolution's folder holds, so that a run with the same set-up goes on with it instead of asking.
/// </summary>
public static class RoundJobs
{
    /// <summary>Makes the job of a version's votes on the pool.</summary>
    /// <param name="folder">Nothing may be there yet.</param>
    /// <param name="setup">That of the run.</param>
    /// <param name="round">Version of the policy; 0 is the start.</param>
    /// <param name="policy">Name of the exact policy.</param>
    /// <param name="source">Where votes come from; null as the set-up has it.</param>
    /// <param name="batch">Pairs taken and flushed together.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between images.</param>
    /// <exception cref="ArgumentException">Pairs are chosen by information: those of a part depend on the votes before it.</exception>
    public static VoteJob Votes(
        string folder, EvolutionSetup setup, int round, string policy, VoteSource? source = null, int batch = VoteCounter.PairsPerBatch,
        IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        var options = Checked(setup, round);
        if (options.Pairing != PairChoice.Random)
            throw new ArgumentException("Pairs that are chosen by information depend on the votes before them, so they cannot be shared out beforehand; make the job with pairing=random.", nameof(setup));
        var pool = EvolutionData.Load(setup, progress, cancel).Pool;
        var seed = SelfEvolution.OfflineSeed(setup.Root, round);
        var pairs = OfflineStage.RandomPairs(pool.Images.Count, options.PairsPerRound, seed);
        int? border = null;
        if (SelfEvolution.Added(setup.AddedPairs, pool, options, setup.Root, round) is { } added)
            (pool, pairs, border) = (added.With(pool), [.. pairs, .. added.Pairs], pairs.Count);
        return VoteJob.Create(
            folder, pool.Images, pairs, options.Votes with { Source = source ?? options.Votes.Source }, OfflineStage.VoteSeed(seed), policy, round, batch,
            path => setup.Write(RunFolder.Existing(path)), border, progress, cancel);
    }

    /// <summary>Makes the job of a version's scores on the test set.</summary>
    /// <param name="folder">Nothing may be there yet.</param>
    /// <param name="setup">That of the run.</param>
    /// <param name="round">Version of the policy; 0 is the start.</param>
    /// <param name="policy">Name of the exact policy.</param>
    /// <param name="batch">Images taken and flushed together.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between images.</param>
    /// <exception cref="ArgumentException">The set-up has no labelled pictures to test on.</exception>
    public static ScoreJob Scores(
        string folder, EvolutionSetup setup, int round, string policy, int batch = Evaluation.ScorePredictor.ImagesPerBatch,
        IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        var options = Checked(setup, round);
        var test = EvolutionData.Load(setup, progress, cancel).Test
            ?? throw new ArgumentException("Scores are of a labelled test set, and this set-up has none; give labels or testLabels.", nameof(setup));
        return ScoreJob.Create(
            folder, test.Images, options.Scores, SelfEvolution.ScoreSeed(setup.Root), policy, round, batch, path => setup.Write(RunFolder.Existing(path)), progress, cancel);
    }

    /// <summary>Writes a job's votes where a run looks for those of the job's round.</summary>
    /// <returns>The file.</returns>
    /// <exception cref="ArgumentException">
    /// The run has other votes of that round already, starts from another policy than the one that voted as its start, or would have asked otherwise
    /// or about other pictures or pairs.
    /// </exception>
    /// <exception cref="InvalidOperationException">The job is not finished.</exception>
    /// <exception cref="IOException">A process holds the run's folder.</exception>
    public static string GiveTo(RunFolder run, VoteJob job)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(job);
        job.Queue.Collect();
        var terms = job.Terms;
        Expect(
            run, terms, job.Queue.Folder, "pool", job.Images,
            s => (s.Options().Votes with { Source = terms.Options.Source, Preferences = terms.Options.Preferences }, // a vote that was read and one that was sampled are asked alike
                OfflineStage.VoteSeed(SelfEvolution.OfflineSeed(s.Root, terms.Round))),
            s => AskedAbout.Votes(s, terms.Round));
        return Give(run, run.File(EvolutionRecord.VotesOf(terms.Round)), job.Queue.SettledPath);
    }

    /// <summary>The same with scores.</summary>
    /// <returns>The file.</returns>
    /// <exception cref="ArgumentException">
    /// The run has other scores of that round already, starts from another policy than the one that gave scores as its start, or would have asked otherwise
    /// or about other pictures.
    /// </exception>
    /// <exception cref="InvalidOperationException">The job is not finished.</exception>
    /// <exception cref="IOException">A process holds the run's folder.</exception>
    public static string GiveTo(RunFolder run, ScoreJob job)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(job);
        job.Queue.Collect();
        Expect(run, job.Terms, job.Queue.Folder, "test", job.Images, s => (s.Options().Scores, SelfEvolution.ScoreSeed(s.Root)), AskedAbout.Scores);
        return Give(run, run.File(EvolutionRecord.ScoresOf(job.Terms.Round)), job.Queue.SettledPath);
    }

    private static EvolutionOptions Checked(EvolutionSetup setup, int round)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var options = setup.Options();
        return round >= 0 && round <= options.Rounds
            ? options
            : throw new ArgumentOutOfRangeException(nameof(round), round, $"A run of {options.Rounds} rounds has the versions 0 to {options.Rounds}.");
    }

    /// <summary>A run that has begun says which policy it starts from, how it asks and about what; later versions exist nowhere but in it.</summary>
    private static void Expect<TOptions>(
        RunFolder run, JobTerms<TOptions> terms, string job, string set, IReadOnlyList<IqaImage> images,
        Func<EvolutionSetup, (TOptions Options, SeedTree Seed)> asks, Func<EvolutionSetup, AskedAbout> about)
        where TOptions : notnull
    {
        if (!File.Exists(run.File(EvolutionSetup.FileName))) return;
        var setup = EvolutionSetup.Read(run);
        if (terms.Round == 0) PolicyName.Expect(terms.Policy, setup.PolicyFolder, setup.Dtype);
        var (options, seed) = asks(setup);
        var (found, expected) = ((terms.Options, terms.Seed), (options, seed.Seed));
        if (!found.Equals(expected)) throw new ArgumentException($"{run.FullPath}: expected answers that were asked as the run asks, {expected}, found {found}.", nameof(run));
        var (ours, made) = (about(setup), RunFolder.Existing(job));
        if (File.Exists(made.File(EvolutionSetup.FileName)) && about(EvolutionSetup.Read(made)) is var theirs && theirs != ours) // a job of pictures and pairs alone has none
            throw new ArgumentException($"{run.FullPath}: expected answers about what the run asks about, {ours}, found {theirs}.", nameof(run));
        var ids = EvolutionRecord.ImagesOf(run, set);
        string[] given = [.. images.Select(i => i.Id).Take(ours.Synthetic > 0 ? ids.Count : images.Count)]; // those that a round adds come behind the run's
        if (ids.Count > 0 && !given.SequenceEqual(ids))
            throw new ArgumentException($"{run.FullPath}: expected answers about the {ids.Count} pictures of the run, found {given.Length}, {given.Except(ids).Count()} of them others.", nameof(run));
    }

    /// <summary>A run that was stopped while it voted has the beginning of the same answers: it gets the rest.</summary>
    private static string Give(RunFolder run, string target, string answers)
    {
        using var held = RunLock.Take(run.FullPath);
        var bytes = File.ReadAllBytes(answers);
        if (File.Exists(target) && !bytes.AsSpan().StartsWith(File.ReadAllBytes(target)))
            throw new ArgumentException($"{target}: the run has answers of this round already, and they are others; choose another run, or take them away.", nameof(run));
        AtomicFile.WriteAllBytes(target, bytes);
        return target;
    }
}

using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Foundations.Queue;
using EvoQuality.Generation;

namespace EvoQuality.Evaluation.Queue;

/// <summary>
/// Scores as a job that any number of processes work on through a folder; an answer's key is (round, image, sample). The collected scores are
/// those of <see cref="ScorePredictor.Predict"/> with the same images, options and seed.
/// </summary>
public sealed class ScoreJob
{
    /// <summary>The kind in the job's terms.</summary>
    public const string Kind = "scores";

    private ScoreJob(string folder, JobTerms<ScoreOptions> terms, IReadOnlyList<IqaImage> images)
    {
        (Terms, Images) = (terms, images);
        Queue = new SharedWork<ScoreRecord>(folder, terms.Round, terms.Items, terms.Batch, Expect);
    }

    /// <summary>What is asked.</summary>
    public JobTerms<ScoreOptions> Terms { get; }

    /// <summary>What is scored.</summary>
    public IReadOnlyList<IqaImage> Images { get; }

    /// <summary>Who has answered what.</summary>
    public SharedWork<ScoreRecord> Queue { get; }

    /// <summary>Makes a job; nobody works on it yet.</summary>
    /// <param name="folder">Nothing may be there yet.</param>
    /// <param name="images">What to score; files are referred to, other pictures written into the folder.</param>
    /// <param name="options">N, style, temperature.</param>
    /// <param name="seed">As for <see cref="ScorePredictor.Predict"/>.</param>
    /// <param name="policy">Name of the exact policy that must answer.</param>
    /// <param name="round">The policy's version, as an evolution counts.</param>
    /// <param name="batch">Images taken, asked and flushed together: for a model on this machine a multiple of <see cref="ScorePredictor.ImagesPerBatch"/>, fewer for a slow server.</param>
    /// <param name="fill">Told the folder, to leave more in it; null for no more.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between images; nothing is left behind.</param>
    /// <exception cref="ArgumentException">Something is there already.</exception>
    public static ScoreJob Create(
        string folder, IReadOnlyList<IqaImage> images, ScoreOptions options, SeedTree seed, string policy,
        int round = 0, int batch = ScorePredictor.ImagesPerBatch, Action<string>? fill = null, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        var terms = new JobTerms<ScoreOptions>(Kind, JobFolder.Format, KitVersions.All["evoquality"], round, seed.Seed, policy, images.Count, batch, options);
        JobFolder.Create(folder, terms, path =>
        {
            ReferencedImages.Write(path, Path.GetFullPath(folder), images, progress, cancel);
            fill?.Invoke(path);
        });
        return Open(folder);
    }

    /// <summary>Opens a job to work on it, to look at it or to collect its scores.</summary>
    /// <param name="folder">The job's folder.</param>
    /// <param name="elsewhere">See <see cref="ReferencedImages.Read"/>.</param>
    /// <param name="present">False where no picture is looked at: see <see cref="ReferencedImages.Read"/>.</param>
    /// <exception cref="FileNotFoundException">There is no job, or a picture is missing.</exception>
    /// <exception cref="InvalidDataException">What is asked was changed, or another version made it.</exception>
    public static ScoreJob Open(string folder, string? elsewhere = null, bool present = true) =>
        new(folder, JobFolder.Open<ScoreOptions>(folder, Kind), ReferencedImages.Read(folder, elsewhere, present));

    /// <summary>Works until no image is left.</summary>
    /// <param name="policy">The scorer.</param>
    /// <param name="name">Its name, as the job's terms have it.</param>
    /// <param name="lease">See <see cref="SharedWork{T}.Join"/>.</param>
    /// <param name="progress">Told in images, of all workers.</param>
    /// <param name="cancel">Stops between batches; what was taken is free for others.</param>
    /// <exception cref="ArgumentException">The job names another policy.</exception>
    /// <exception cref="InvalidDataException">A picture has changed since the job was made.</exception>
    public void Work(IPolicy policy, string name, TimeSpan? lease = null, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        Terms.Expect(name);
        using var worker = Queue.Join(lease);
        worker.Run(Asking(policy, cancel), "scoring", "images", progress, cancel);
    }

    /// <summary>How a policy answers a run of images: in the same groups as <see cref="ScorePredictor"/>, wherever the run begins and ends.</summary>
    public Func<int, int, IReadOnlyList<ScoreRecord>> Asking(IPolicy policy, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var seed = new SeedTree(Terms.Seed);
        return (first, count) =>
        [
            .. Enumerable.Range(first, count).Chunk(ScorePredictor.ImagesPerBatch)
                .SelectMany(group => ScorePredictor.Ask(policy, [.. group.Select(i => Images[i])], Terms.Options, [.. group.Select(i => seed.Child(i))], cancel))
                .Select(ScoreRecord.Of),
        ];
    }

    private void Expect(int index, ScoreRecord scores)
    {
        if (scores.Image != Images[index].Id || scores.Samples.Count != Terms.Options.Samples)
            throw new InvalidDataException($"{scores.Samples.Count} scores of {scores.Image} with the number {index}, and the job asks {Terms.Options.Samples} of {Images[index].Id}");
    }
}

using System.Globalization;

namespace EvoQuality.Foundations.Queue;

/// <summary>
/// Who works on which batch of a job, as files that any number of processes share: <c>leases/n</c> names the worker of batch n
/// and is moved to <c>done/n</c> when the answers are on the disk. A lease saves work, it guards nothing: two workers on one
/// batch write the same keys into logs of their own, and the reader counts a key once.
/// </summary>
public sealed class BatchBoard
{
    private readonly string _leases;
    private readonly string _done;

    /// <param name="folder">The job's folder.</param>
    /// <param name="batches">Batches, numbered from 0.</param>
    public BatchBoard(string folder, int batches)
    {
        (_leases, _done, Batches) = (Path.Combine(folder, "leases"), Path.Combine(folder, "done"), batches);
        Directory.CreateDirectory(_leases);
        Directory.CreateDirectory(_done);
    }

    /// <summary>Batches in all.</summary>
    public int Batches { get; }

    /// <summary>Batches that nobody has finished, ascending.</summary>
    public IReadOnlyList<int> Open()
    {
        var done = new bool[Batches];
        foreach (var batch in Numbers(_done)) done[batch] = true;
        return [.. Enumerable.Range(0, Batches).Where(batch => !done[batch])];
    }

    /// <summary>Batches that somebody has taken and not finished, ascending.</summary>
    public IReadOnlyList<int> Leased() => [.. Numbers(_leases).Order()];

    /// <summary>When the latest finished batches were taken, by the file system's clock, ascending: for a rate that is shown, nothing else.</summary>
    public IReadOnlyList<DateTime> LatestClaims(int count) =>
        [.. Directory.EnumerateFiles(_done).Select(File.GetLastWriteTimeUtc).OrderDescending().Take(count).Reverse()];

    /// <summary>Takes a batch that nobody has; one of several that ask at once gets it.</summary>
    public bool TryClaim(int batch, string worker)
    {
        if (!ExclusiveFile.TryCreate(Lease(batch), worker)) return false;
        if (!File.Exists(Done(batch))) return true;
        File.Delete(Lease(batch)); // it was finished between our looking and our taking
        return false;
    }

    /// <summary>The worker that has a batch; null where nobody has it, empty where its worker was killed while it took it.</summary>
    public string? HolderOf(int batch)
    {
        try
        {
            return File.ReadAllText(Lease(batch));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Takes a batch away from a worker that is gone. A lost race means that two work on it, no more.</summary>
    public void Free(int batch, string holder)
    {
        if (HolderOf(batch) == holder) File.Delete(Lease(batch));
    }

    /// <summary>Marks a batch whose answers are on the disk.</summary>
    public void Finish(int batch)
    {
        try
        {
            File.Move(Lease(batch), Done(batch), overwrite: true);
        }
        catch (FileNotFoundException) // another worker took us for dead and has finished, or freed, the batch
        {
            ExclusiveFile.TryCreate(Done(batch), "");
        }
    }

    /// <summary>Takes back that a batch is done, because its answers are gone.</summary>
    public void Reopen(int batch) => File.Delete(Done(batch));

    private IEnumerable<int> Numbers(string folder) =>
        from file in Directory.EnumerateFiles(folder)
        let number = int.TryParse(Path.GetFileName(file), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1
        where number >= 0 && number < Batches
        select number;

    private string Lease(int batch) => Path.Combine(_leases, $"{batch:D6}");

    private string Done(int batch) => Path.Combine(_done, $"{batch:D6}");
}

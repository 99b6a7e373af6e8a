namespace EvoQuality.Foundations.Queue;

/// <summary>
/// A job's answers: numbered things are asked in batches by any number of processes, each of which appends to a log of its own
/// (<see cref="QueueWorker{T}"/>). What an answer is depends on its number alone, so it does not matter who gives it, when or how often; of
/// several answers to one thing the one in the log of the worker with the lowest number wins, in one log the first.
/// </summary>
/// <typeparam name="T">What an answer is.</typeparam>
/// <param name="folder">The job's folder.</param>
/// <param name="round">Written into every line.</param>
/// <param name="items">Things to ask, numbered from 0.</param>
/// <param name="batchSize">Things that are asked together, taken and finished together, and flushed together.</param>
/// <param name="expect">Throws where an answer cannot be one to the thing with this number.</param>
/// <param name="border">A batch begins with the thing of this number; null for no such.</param>
public sealed class SharedWork<T>(string folder, int round, int items, int batchSize, Action<int, T> expect, int? border = null)
    where T : class
{
    /// <summary>How long others wait for a worker's sign of life: longer than network file systems remember attributes (a minute at most, by default).</summary>
    public static readonly TimeSpan DefaultLease = TimeSpan.FromMinutes(2);

    private const int RateWindow = 64; // finished batches
    private readonly int _border = border ?? items;
    private readonly int _before = Batches(border ?? items, batchSize);

    /// <summary>The job's folder.</summary>
    public string Folder => folder;

    /// <summary>Things to ask.</summary>
    public int Items => items;

    /// <summary>File of the collected answers: a journal of <typeparamref name="T"/> by number.</summary>
    public string SettledPath => Path.Combine(folder, "answers.jsonl");

    internal int Round => round;

    internal BatchBoard Board { get; } = new(folder, Batches(border ?? items, batchSize) + Batches(items - (border ?? items), batchSize));

    /// <summary>First thing and number of things of a batch.</summary>
    internal (int First, int Count) Span(int batch)
    {
        var (first, end) = batch < _before ? (batch * batchSize, _border) : (_border + ((batch - _before) * batchSize), items);
        return (first, Math.Min(batchSize, end - first));
    }

    /// <summary>Joins as a worker; the caller disposes it.</summary>
    /// <param name="lease">How long to wait for another worker's sign of life before its batch is taken over.</param>
    /// <param name="clock">Measures time spans; null is the system's.</param>
    public QueueWorker<T> Join(TimeSpan? lease = null, TimeProvider? clock = null) => new(this, lease ?? DefaultLease, clock ?? TimeProvider.System);

    /// <summary>How far the job has come, from file names alone: no log is read.</summary>
    public QueueStatus Status()
    {
        var open = Board.Open();
        var finished = Board.Batches - open.Count;
        var claims = Board.LatestClaims(RateWindow);
        double? rate = claims.Count > 1 && claims[^1] > claims[0] ? (claims.Count - 1) * batchSize / (claims[^1] - claims[0]).TotalSeconds : null;
        return new QueueStatus(
            items, items - open.Sum(batch => Span(batch).Count), Board.Batches, finished, Board.Leased().Count, rate,
            [.. WorkerSeat.Names(folder).Select(name => (name, WorkerSeat.BeatOf(folder, name)))], File.Exists(SettledPath));
    }

    /// <summary>Everything that all logs hold, each thing once; null where there is no answer yet.</summary>
    /// <exception cref="InvalidDataException">A line was changed, or answers something else than this job asks; the message names file and line.</exception>
    public T?[] Merge()
    {
        var answers = new T?[items];
        foreach (var log in WorkerSeat.Names(folder).Select(name => WorkerSeat.LogOf(folder, name)).Where(File.Exists))
        {
            var number = 0;
            foreach (var line in Journal.Stream<AnswerLine<T>>(log))
            {
                number++;
                Expect(line, log, number);
                answers[line.Index] ??= line.Answer;
            }
        }

        return answers;
    }

    /// <summary>
    /// The answers to everything, in order. The first who finds all of them settles the job: what is written down then stays, whatever a worker
    /// that was taken for dead may still append.
    /// </summary>
    /// <exception cref="InvalidOperationException">Something has no answer yet; the message says how much.</exception>
    /// <exception cref="InvalidDataException">A log was changed or does not fit the job.</exception>
    public IReadOnlyList<T> Collect()
    {
        if (File.Exists(SettledPath)) return Settled();
        var open = Board.Open().ToHashSet(); // before the logs are read: what is finished meanwhile is in none that was read, and is not lost
        var answers = Merge();
        var missing = Missing(answers, open);
        if (missing == items) throw new InvalidOperationException($"{folder}: there is nothing to collect yet, no worker has answered.");
        if (missing > 0) throw new InvalidOperationException($"{folder}: {missing} of {items} answers are missing; let workers go on with it.");
        var part = $"{SettledPath}.{Environment.ProcessId}.{Guid.NewGuid():N}.part";
        try
        {
            using (var journal = new Journal<T>(part)) journal.Append(answers!);
            if (!File.Exists(SettledPath)) File.Move(part, SettledPath);
        }
        catch (IOException) when (File.Exists(SettledPath))
        {
            // another has settled it just now
        }
        finally
        {
            File.Delete(part);
        }

        return Settled();
    }

    private static int Batches(int things, int size) => (things + size - 1) / size;

    private IReadOnlyList<T> Settled()
    {
        var answers = Journal.Read<T>(SettledPath);
        if (answers.Count != items) throw new InvalidDataException($"{SettledPath}: expected {items} answers, found {answers.Count}; delete the file and collect again.");
        return answers;
    }

    /// <summary>Counts what is missing, and opens batches again whose mark said that they were done before the answers were read.</summary>
    private int Missing(T?[] answers, HashSet<int> open)
    {
        var missing = 0;
        for (var batch = 0; batch < Board.Batches; batch++)
        {
            var (first, count) = Span(batch);
            var here = answers.AsSpan(first, count).Count((T?)null);
            missing += here;
            if (here > 0 && !open.Contains(batch)) Board.Reopen(batch); // a log was lost or cut
        }

        return missing;
    }

    private void Expect(AnswerLine<T> line, string log, int number)
    {
        try
        {
            if (line.Round != round) throw new InvalidDataException($"an answer of round {line.Round}, and the job is of round {round}");
            if (line.Index < 0 || line.Index >= items) throw new InvalidDataException($"an answer with the number {line.Index}, and the job asks {items}");
            expect(line.Index, line.Answer);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{log}: line {number} holds {e.Message}.", e);
        }
    }
}

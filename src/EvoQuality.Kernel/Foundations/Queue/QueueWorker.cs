namespace EvoQuality.Foundations.Queue;

/// <summary>
/// One process's part in a job. It takes a batch, asks, appends the answers to its own log, flushes, and marks the batch as done; a kill between
/// any two of these costs at most one batch's work. Disposing it frees what it holds; a killed one's batch is taken over after a lease.
/// </summary>
/// <typeparam name="T">What an answer is.</typeparam>
public sealed class QueueWorker<T> : IDisposable
    where T : class
{
    private const double GoldenShare = 0.6180339887498949; // spreads any number of starting points evenly
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly SharedWork<T> _queue;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _wait;
    private readonly WorkerSeat _seat;
    private readonly WorkerPulses _pulses;
    private Queue<int> _open = [];
    private long _listed;
    private int _next;
    private Journal<AnswerLine<T>>? _log;

    internal QueueWorker(SharedWork<T> queue, TimeSpan lease, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        (_queue, _clock, _wait) = (queue, clock, lease / 8 < LongestWait ? lease / 8 : LongestWait);
        _seat = WorkerSeat.Take(queue.Folder, lease, clock);
        _pulses = new WorkerPulses(queue.Folder, lease, clock);
        _next = (int)(int.Parse(_seat.Name, System.Globalization.CultureInfo.InvariantCulture) * GoldenShare % 1 * queue.Board.Batches);
    }

    /// <summary>Its number.</summary>
    public string Name => _seat.Name;

    /// <summary>Things answered by this worker.</summary>
    public long Answered { get; private set; }

    /// <summary>Things answered by all workers, as far as this one knows.</summary>
    public int AnsweredByAll { get; private set; }

    /// <summary>Works until nothing is left, batches of workers that died meanwhile included.</summary>
    /// <param name="ask">Told the first number and how many; gives their answers in order, the same for the same number whoever asks.</param>
    /// <param name="stage">What the progress calls the work.</param>
    /// <param name="unit">What is counted.</param>
    /// <param name="progress">Told the answers of all workers.</param>
    /// <param name="cancel">Stops between batches, and what is asked where it listens.</param>
    public void Run(Func<int, int, IReadOnlyList<T>> ask, string stage, string unit, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        while (true)
        {
            var step = Step(ask, cancel);
            var note = step == WorkStep.Waiting ? "waiting for other workers" : $"{Answered} by this worker";
            progress?.Report(new StageProgress(stage, AnsweredByAll, _queue.Items, unit, note));
            if (step == WorkStep.Done) return;
            if (step == WorkStep.Waiting) cancel.WaitHandle.WaitOne(_wait);
        }
    }

    /// <summary>Takes one batch, if there is one, and answers it.</summary>
    public WorkStep Step(Func<int, int, IReadOnlyList<T>> ask, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(ask);
        cancel.ThrowIfCancellationRequested();
        if (_open.Count == 0 || _clock.GetElapsedTime(_listed) >= LongestWait) List();
        if (_open.Count == 0) return WorkStep.Done;
        while (_open.TryDequeue(out var batch))
        {
            if (!TryTake(batch)) continue;
            var (first, count) = _queue.Span(batch);
            var answers = ask(first, count);
            if (answers.Count != count) throw new InvalidOperationException($"{count} things were asked, and {answers.Count} answers were given.");
            _log ??= new Journal<AnswerLine<T>>(_seat.LogPath);
            _log.Append([.. answers.Select((answer, i) => new AnswerLine<T>(_queue.Round, first + i, answer))]);
            _queue.Board.Finish(batch);
            _next = batch + 1;
            Answered += count;
            AnsweredByAll += count;
            return WorkStep.Answered;
        }

        return WorkStep.Waiting;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _log?.Dispose();
        }
        finally
        {
            _seat.Dispose(); // or it would beat on, and others wait for its batch
        }
    }

    /// <summary>What is open, from where this worker is on: workers that begin apart seldom meet.</summary>
    private void List()
    {
        var open = _queue.Board.Open();
        _listed = _clock.GetTimestamp();
        _open = new Queue<int>([.. open.Where(b => b >= _next), .. open.Where(b => b < _next)]);
        AnsweredByAll = _queue.Items - open.Sum(b => _queue.Span(b).Count);
    }

    private bool TryTake(int batch)
    {
        if (_queue.Board.TryClaim(batch, Name)) return true;
        if (_queue.Board.HolderOf(batch) is not { } holder || !_pulses.IsGone(holder)) return false;
        _queue.Board.Free(batch, holder);
        return _queue.Board.TryClaim(batch, Name);
    }
}

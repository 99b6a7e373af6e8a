namespace EvoQuality.Notebooks;

/// <summary>
/// Collects what the running cell shows, in order, and tells listeners at once. Callable from any thread.
/// </summary>
internal sealed class CellOutputs
{
    private readonly Lock _gate = new();
    private readonly List<CellOutput> _finished = [];
    private readonly System.Text.StringBuilder _stream = new();
    private readonly string _session = Guid.NewGuid().ToString("N")[..8]; // names of displays never meet those of an earlier session
    private ValueFormatter _formatter = new();
    private string _streamName = "";
    private int _displayCount;
    private int _streamLength;
    private bool _clearAtNext;

    public event Action<CellOutput>? Added;

    public event Action<CellOutput>? Updated;

    public event Action<bool>? Cleared;

    public void NameChartsBySession() => _formatter = new ValueFormatter($"chart-{_session}");

    public DisplayedValue Display(object? value)
    {
        var bundle = Format(value);
        CellOutput output;
        lock (_gate)
        {
            output = CellOutput.Display(bundle, $"{_session}-{++_displayCount}");
            Append(output);
        }
        Added?.Invoke(output);
        return new DisplayedValue(updated => Update(output, updated));
    }

    public void Write(string name, string text)
    {
        if (text.Length == 0) return;
        lock (_gate)
        {
            var room = OutputLimit.Stream - _streamLength;
            if (room < 0) return;
            _streamLength += text.Length;
            if (text.Length > room) text = text[..room] + OutputLimit.StreamNote;
            ClearIfWaiting();
            if (name != _streamName) EndStream();
            _streamName = name;
            _stream.Append(text);
        }
        Added?.Invoke(CellOutput.Stream(name, text));
    }

    public void AddResult(object value, int executionCount) => Add(CellOutput.Result(Format(value), executionCount));

    public void Add(CellOutput output)
    {
        lock (_gate) Append(output);
        Added?.Invoke(output);
    }

    /// <summary>Removes what the cell has shown, now or when it shows something else.</summary>
    public void Clear(bool wait)
    {
        lock (_gate)
        {
            _clearAtNext = true;
            if (!wait) ClearIfWaiting();
        }
        Cleared?.Invoke(wait);
    }

    /// <summary>Everything since the last call; the next cell starts empty.</summary>
    public IReadOnlyList<CellOutput> Take()
    {
        lock (_gate)
        {
            EndStream();
            CellOutput[] taken = [.. _finished];
            _finished.Clear();
            (_streamLength, _clearAtNext) = (0, false);
            return taken;
        }
    }

    private void Update(CellOutput output, object? value)
    {
        var bundle = Format(value);
        lock (_gate) output.Replace(bundle);
        Updated?.Invoke(output);
    }

    private MimeBundle Format(object? value) =>
        value is null
            ? new MimeBundle(new Dictionary<string, string> { ["text/plain"] = "null" })
            : OutputLimit.Apply(_formatter.Format(value));

    private void Append(CellOutput output)
    {
        ClearIfWaiting();
        EndStream();
        _finished.Add(output);
    }

    private void ClearIfWaiting()
    {
        if (!_clearAtNext) return;
        (_clearAtNext, _streamLength) = (false, 0);
        _stream.Clear();
        _finished.Clear();
    }

    private void EndStream()
    {
        if (_stream.Length > 0) _finished.Add(CellOutput.Stream(_streamName, _stream.ToString()));
        _stream.Clear();
        _streamName = "";
    }
}

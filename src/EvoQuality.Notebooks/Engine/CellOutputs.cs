namespace EvoQuality.Notebooks;

/// <summary>
/// Collects what the running cell shows, in order, and tells listeners at once. Callable from any thread.
/// </summary>
internal sealed class CellOutputs
{
    private readonly Lock _gate = new();
    private readonly ValueFormatter _formatter = new();
    private readonly List<CellOutput> _finished = [];
    private readonly System.Text.StringBuilder _stream = new();
    private string _streamName = "";
    private int _displayCount;

    public event Action<CellOutput>? Added;

    public event Action<CellOutput>? Updated;

    public DisplayedValue Display(object? value)
    {
        var bundle = Format(value);
        CellOutput output;
        lock (_gate)
        {
            output = CellOutput.Display(bundle, $"display-{++_displayCount}");
            EndStream();
            _finished.Add(output);
        }
        Added?.Invoke(output);
        return new DisplayedValue(updated => Update(output, updated));
    }

    public void Write(string name, string text)
    {
        if (text.Length == 0) return;
        lock (_gate)
        {
            if (name != _streamName) EndStream();
            _streamName = name;
            _stream.Append(text);
        }
        Added?.Invoke(CellOutput.Stream(name, text));
    }

    public void AddResult(object value, int executionCount) => Add(CellOutput.Result(Format(value), executionCount));

    public void Add(CellOutput output)
    {
        lock (_gate)
        {
            EndStream();
            _finished.Add(output);
        }
        Added?.Invoke(output);
    }

    /// <summary>Everything since the last call; the next cell starts empty.</summary>
    public IReadOnlyList<CellOutput> Take()
    {
        lock (_gate)
        {
            EndStream();
            CellOutput[] taken = [.. _finished];
            _finished.Clear();
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
        value is null ? new MimeBundle(new Dictionary<string, string> { ["text/plain"] = "null" }) : _formatter.Format(value);

    private void EndStream()
    {
        if (_stream.Length > 0) _finished.Add(CellOutput.Stream(_streamName, _stream.ToString()));
        _stream.Clear();
        _streamName = "";
    }
}

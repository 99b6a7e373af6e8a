namespace EvoQuality.Foundations;

/// <summary>
/// A list of records on disk that only grows: JSON lines, each with a check of its own, so that it can be read while a run
/// writes it and goes on where a killed process left it. A line that a kill tore off is dropped when the file is opened
/// again; a line that was changed later is an error that names it.
/// </summary>
/// <typeparam name="T">What a line holds; names are written in snake_case.</typeparam>
public sealed class Journal<T> : IDisposable
{
    private readonly List<T> _records = [];
    private readonly List<long> _ends = [];
    private readonly FileStream _file;

    /// <summary>Opens a journal to go on with, or starts one.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <exception cref="InvalidDataException">A line that is not the last does not fit its check; the message names file and line.</exception>
    public Journal(string path)
    {
        Path = path;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        // Readers may look on; a RunLock keeps writers out. No buffer: after a fault it would be written again.
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        try
        {
            foreach (var (record, end) in Journal.Lines<T>(_file, path))
            {
                _records.Add(record);
                _ends.Add(end);
            }

            CutTo(_records.Count);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>All records, in the order they were written.</summary>
    public IReadOnlyList<T> Records => _records;

    /// <summary>Writes records to the disk; when this returns they outlive a kill and a power cut.</summary>
    /// <exception cref="IOException">The disk is full or gone; the message names the file. What was there before stays whole.</exception>
    public void Append(params IReadOnlyCollection<T> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        var start = _file.Position;
        using var lines = new MemoryStream();
        var ends = new List<long>(records.Count);
        foreach (var record in records)
        {
            lines.Write(Journal.Line(record));
            ends.Add(start + lines.Length);
        }

        try
        {
            _file.Write(lines.GetBuffer().AsSpan(0, (int)lines.Length));
            _file.Flush(flushToDisk: true);
        }
        catch (IOException e)
        {
            CutBack(start);
            throw new IOException($"{Path}: {records.Count} records could not be written after {_records.Count} ({e.Message.TrimEnd('.')}); those before are safe.", e);
        }

        _records.AddRange(records);
        _ends.AddRange(ends);
    }

    /// <summary>Drops all records after the first <paramref name="count"/>.</summary>
    public void CutTo(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _records.Count);
        _records.RemoveRange(count, _records.Count - count);
        _ends.RemoveRange(count, _ends.Count - count);
        _file.SetLength(count == 0 ? 0 : _ends[^1]);
        _file.Position = _file.Length;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>Takes back what was written in part, so that a later append makes whole lines.</summary>
    private void CutBack(long end)
    {
        try
        {
            _file.SetLength(end);
            _file.Position = end;
        }
        catch (IOException)
        {
            // The disk is gone, not full: what is left of a line is dropped when the file is opened again.
        }
    }
}

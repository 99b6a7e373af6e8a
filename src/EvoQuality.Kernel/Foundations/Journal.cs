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
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite); // readers may look on; a RunLock keeps writers out
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
        var end = _file.Position;
        try
        {
            foreach (var record in records)
            {
                _file.Write(Journal.Line(record));
                _ends.Add(_file.Position);
            }

            _file.Flush(flushToDisk: true);
            _records.AddRange(records);
        }
        catch (IOException e)
        {
            _ends.RemoveRange(_records.Count, _ends.Count - _records.Count);
            throw new IOException($"{Path}: {records.Count} records could not be written after {_records.Count} ({e.Message.TrimEnd('.')}); those before are safe.", e);
        }
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
}

using System.Globalization;

namespace EvoQuality.Foundations;

/// <summary>
/// Holds a folder for one process. The operating system gives the lock back when the process ends, however it ends, so a
/// killed run can be gone on with at once. Within one process the lock is given again: a cell may be run twice.
/// </summary>
public sealed class RunLock : IDisposable
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, (FileStream Stream, int Count)> Held = [];
    private readonly string _path;
    private bool _released;

    private RunLock(string path) => _path = path;

    /// <summary>Takes the folder.</summary>
    /// <param name="folder">Made where it is missing.</param>
    /// <exception cref="IOException">Another process holds it; the message says which and since when.</exception>
    public static RunLock Take(string folder)
    {
        var path = Path.Combine(Path.GetFullPath(folder), "lock");
        lock (Gate)
        {
            if (Held.TryGetValue(path, out var held))
            {
                Held[path] = held with { Count = held.Count + 1 };
                return new RunLock(path);
            }

            Directory.CreateDirectory(folder);
            var stream = Open(folder, path);
            try
            {
                AtomicFile.WriteAllText(HolderPath(path), string.Create(CultureInfo.InvariantCulture,
                    $"process {Environment.ProcessId} on {Environment.MachineName}, since {DateTimeOffset.UtcNow:u}"));
            }
            catch
            {
                stream.Dispose(); // nobody has the lock whose holder cannot be told
                throw;
            }

            Held.Add(path, (stream, 1));
            return new RunLock(path);
        }
    }

    /// <summary>Gives the folder back.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            if (_released) return;
            _released = true;
            var (stream, count) = Held[_path];
            if (count > 1)
            {
                Held[_path] = (stream, count - 1);
                return;
            }

            Held.Remove(_path);
            stream.Dispose();
        }
    }

    private static FileStream Open(string folder, string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"{folder}: expected a folder that no other process writes to, but {Holder(path)} holds it.", e);
        }
    }

    private static string HolderPath(string path) => path + ".holder.txt";

    private static string Holder(string path) => File.Exists(HolderPath(path)) ? File.ReadAllText(HolderPath(path)) : "another process";
}

using EvoQuality.Foundations.Queue;

namespace EvoQuality.Foundations;

/// <summary>A new folder that no other process gets, even if both ask for one of the same name at the same moment.</summary>
public static class OwnFolder
{
    /// <summary>Makes the folder: <paramref name="path"/>, or, where that is taken, with -2, -3, … behind it.</summary>
    /// <exception cref="IOException">The folder cannot be made; the message names it.</exception>
    public static string Create(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            for (var n = 1; ; n++)
            {
                var folder = n == 1 ? path : $"{path}-{n}";
                if (TryCreate(folder)) return folder;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: expected an output folder that can be written, but {e.Message}", e);
        }
    }

    // To make a folder succeeds where there is one; to make a file does not. So whoever makes this file may look and make.
    private static bool TryCreate(string folder)
    {
        var claim = folder + ".claim";
        if (!ExclusiveFile.TryCreate(claim, "")) return false;
        try
        {
            if (Path.Exists(folder)) return false;
            Directory.CreateDirectory(folder);
            return true;
        }
        finally
        {
            File.Delete(claim);
        }
    }
}

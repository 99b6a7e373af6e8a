namespace EvoQuality.Foundations.Queue;

/// <summary>A file that one of several processes makes.</summary>
internal static class ExclusiveFile
{
    private const int UnixExists = 17; // EEXIST
    private const int WindowsExists = unchecked((int)0x80070050); // ERROR_FILE_EXISTS

    /// <summary>Makes a file and writes into it; false where there is one already, be it gone again by now.</summary>
    public static bool TryCreate(string path, string text)
    {
        try
        {
            using var file = new StreamWriter(new FileStream(path, FileMode.CreateNew));
            file.Write(text);
            return true;
        }
        catch (IOException e) when (e.HResult is UnixExists or WindowsExists)
        {
            return false;
        }
    }
}

namespace EvoQuality.Notebooks;

/// <summary>Makes sure before a run that its results can be written.</summary>
internal static class RunFolder
{
    /// <summary>Name of the variable through which code outside this library learns the folder.</summary>
    public const string Variable = "EVO_RUN_FOLDER";

    public static void Prepare(string folder, string option)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".probe.{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{option} {folder}: cannot write to this folder ({e.Message.TrimEnd('.')}).", e);
        }
    }
}

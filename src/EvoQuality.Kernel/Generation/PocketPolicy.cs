namespace EvoQuality.Generation;

/// <summary>The pocket policy that comes with the kit: a small Qwen2.5-VL checkpoint that votes and scores on a laptop's CPU.</summary>
public static class PocketPolicy
{
    /// <summary>Its folder, beside the library.</summary>
    /// <exception cref="DirectoryNotFoundException">The library was moved without it.</exception>
    public static string Folder
    {
        get
        {
            var library = Path.GetDirectoryName(typeof(PocketPolicy).Assembly.Location);
            var folder = Path.Combine(string.IsNullOrEmpty(library) ? AppContext.BaseDirectory : library, "Pocket");
            return Directory.Exists(folder)
                ? folder
                : throw new DirectoryNotFoundException($"{folder}: expected the pocket policy beside the library, but there is no such folder; build the kit again.");
        }
    }
}

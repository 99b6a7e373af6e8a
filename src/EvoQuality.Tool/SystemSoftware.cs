namespace EvoQuality.Tool;

/// <summary>Software beside the kit that some uses want; nothing of it is needed to run a notebook.</summary>
internal static class SystemSoftware
{
    private static readonly string[] Clients = ["jupyter", "jupyter-lab", "jupyter-notebook", "jupyter-nbconvert"];

    /// <summary>Font files, which a browser wants to print pages and charts.</summary>
    public static Finding Fonts() => Fonts(
        ["/usr/share/fonts", "/usr/local/share/fonts", Home(".fonts"), Home(".local/share/fonts"), Home("Library/Fonts"),
            "/System/Library/Fonts", Environment.GetFolderPath(Environment.SpecialFolder.Fonts)]);

    /// <summary>Font files in these folders; those that are not there are passed over.</summary>
    internal static Finding Fonts(IEnumerable<string> folders)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        var count = folders.Where(Directory.Exists).Distinct()
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", options))
            .Count(file => Path.GetExtension(file).ToLowerInvariant() is ".ttf" or ".otf" or ".ttc");
        return count > 0
            ? new Finding("fonts", Verdict.Good, $"{count} font files")
            : new Finding("fonts", Verdict.Note, "no font file: a browser here shows pages and charts without text", "install a font, such as fonts-dejavu-core");
    }

    /// <summary>Programs that open notebooks.</summary>
    public static Finding Jupyter() => Jupyter(Environment.GetEnvironmentVariable("PATH") ?? "");

    /// <summary>Programs that open notebooks in these folders, which <see cref="Path.PathSeparator"/> divides.</summary>
    internal static Finding Jupyter(string path)
    {
        var folders = path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] found = [.. Clients.Where(client => folders.Any(folder => File.Exists(Path.Combine(folder, client)) || File.Exists(Path.Combine(folder, client + ".exe"))))];
        return found.Length > 0
            ? new Finding("Jupyter", Verdict.Good, string.Join(", ", found))
            : new Finding(
                "Jupyter", Verdict.Note, "no client on the PATH: notebooks run with evoquality run",
                "install Jupyter to open them in a browser (environment/README.md)");
    }

    private static string Home(string folder) =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), folder);
}

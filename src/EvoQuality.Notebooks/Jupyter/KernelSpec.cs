using System.Text.Json;
using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks.Jupyter;

/// <summary>
/// The folder by which Jupyter knows the kernel: how it is started, and the plotly.js that charts draw themselves with where a
/// page has none.
/// </summary>
public static class KernelSpec
{
    /// <summary>The name in notebook files: that of upstream's C# kernel, so that one file serves both.</summary>
    public const string Name = ".net-csharp";

    /// <summary>What a person reads in a menu.</summary>
    public const string DisplayName = "EvoQuality (C#)";

    /// <summary>
    /// Settings of the runtime that Jupyter starts the kernel with. Profiled compilation of the C# compiler pays off after minutes;
    /// without it a cell of a session's start takes two thirds of the time.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string> { ["DOTNET_TieredPGO"] = "0" };

    /// <summary>File name of plotly.js in the folder; Jupyter serves it to its own pages.</summary>
    internal const string PlotlyFile = "plotly.min.js";

    private const string SpecificationFile = "kernel.json";

    /// <summary>The folder of this kernel below a folder of Jupyter's data.</summary>
    public static string Folder(string dataFolder) => Path.Combine(dataFolder, "kernels", Name);

    /// <summary>Jupyter's data folder of this person, as Jupyter finds it.</summary>
    public static string UserDataFolder()
    {
        if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } chosen) return chosen;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsMacOS()) return Path.Combine(home, "Library", "Jupyter");
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter");
        return Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data
            ? Path.Combine(data, "jupyter")
            : Path.Combine(home, ".local", "share", "jupyter");
    }

    /// <summary>Writes the folder, over an earlier one of this kernel.</summary>
    /// <param name="dataFolder">A folder of Jupyter's data, such as <c>~/.local/share/jupyter</c>.</param>
    /// <param name="start">The command line that starts the console, without arguments.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="UnauthorizedAccessException">It cannot be written; the text says where.</exception>
    /// <exception cref="InvalidOperationException">Another program's kernel has this name.</exception>
    public static string Install(string dataFolder, IReadOnlyList<string> start)
    {
        ArgumentNullException.ThrowIfNull(start);
        var folder = Folder(dataFolder);
        var file = Path.Combine(folder, SpecificationFile);
        if (File.Exists(file) && !IsOurs(file))
            throw new InvalidOperationException($"{folder} is the kernel of another program; remove or rename this folder, then install again.");
        var specification = new JsonObject
        {
            ["argv"] = new JsonArray([.. start.Select(s => JsonValue.Create(s)), "kernel", "--connection-file", "{connection_file}"]),
            ["display_name"] = DisplayName,
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["env"] = new JsonObject(Variables.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value))),
            ["metadata"] = new JsonObject { ["debugger"] = false },
        };
        try
        {
            Directory.CreateDirectory(folder);
            WholeFile.Write(Path.Combine(folder, PlotlyFile), PlotlyScript.Source);
            WholeFile.Write(file, JupyterJson.Write(specification, indent: 1) + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnauthorizedAccessException($"Cannot write the kernel's folder {folder}: {e.Message}", e);
        }
        return folder;
    }

    /// <summary>Removes the folder.</summary>
    /// <returns>False if it was not there, or is another program's kernel of the same name.</returns>
    public static bool Uninstall(string dataFolder)
    {
        var file = Path.Combine(Folder(dataFolder), SpecificationFile);
        if (!File.Exists(file) || !IsOurs(file)) return false;
        Directory.Delete(Folder(dataFolder), recursive: true);
        return true;
    }

    private static bool IsOurs(string file)
    {
        try
        {
            return (JsonNode.Parse(File.ReadAllText(file)) as JsonObject)?["display_name"]?.ToString() == DisplayName;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

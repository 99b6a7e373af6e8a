using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks;

/// <summary>
/// The assemblies and packages this process was built with. Cells compile against exactly these files and the
/// runtime finds the same ones first, so a type in a cell is the type in the host, whatever folder an
/// <c>#r</c> names.
/// </summary>
internal static class HostAssemblies
{
    // A cell has no use for the compiler or the terminal; without them it compiles faster and completion stays short.
    private static readonly string[] Hidden =
        ["Microsoft.CodeAnalysis", "Spectre.", "System.CommandLine", "NetMQ", "AsyncIO", "xunit.", "Microsoft.Testing."];

    private static readonly Lazy<Dictionary<string, string>> Paths = new(() =>
        ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .GroupBy(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase));

    private static readonly Lazy<Dictionary<string, string>> Packages = new(ReadPackages);

    /// <summary>Paths of the assemblies a cell can use without an <c>#r</c>.</summary>
    public static IEnumerable<string> Visible =>
        from entry in Paths.Value
        where !Hidden.Any(prefix => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
        select entry.Value;

    /// <summary>Where the host's assembly of that name lies; null if the host has none.</summary>
    public static string? Find(string simpleName) => Paths.Value.GetValueOrDefault(simpleName);

    /// <summary>True if the host was built with that package, or holds an assembly of that name.</summary>
    public static bool HasPackage(string id) => Packages.Value.ContainsKey(id) || Find(id) is not null;

    /// <summary>The version of a package the host was built with; null if it was not.</summary>
    public static string? VersionOf(string id) => Packages.Value.GetValueOrDefault(id);

    // <host>.deps.json lists packages as "Id/Version"; some, like libtorch, bring no assembly at all.
    private static Dictionary<string, string> ReadPackages() =>
        ((string?)AppContext.GetData("APP_CONTEXT_DEPS_FILES") ?? "")
        .Split(';', StringSplitOptions.RemoveEmptyEntries)
        .Where(File.Exists)
        .SelectMany(path => JsonNode.Parse(File.ReadAllText(path))?["libraries"]?.AsObject() ?? [])
        .Select(library => library.Key.Split('/'))
        .GroupBy(parts => parts[0], StringComparer.OrdinalIgnoreCase)
        .ToDictionary(parts => parts.Key, parts => parts.First()[^1], StringComparer.OrdinalIgnoreCase);
}

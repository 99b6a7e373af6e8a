using System.Text.RegularExpressions;

namespace EvoQuality.Notebooks;

/// <summary>
/// Lines <c>#r "nuget: Id, Version"</c> and <c>#i "nuget: source"</c> as upstream's kernel has them. A package the host was
/// built with is the host's; another one is restored with the SDK. A line <c>#r "path.dll"</c> is looked at for its file
/// only; the compiler resolves it.
/// </summary>
/// <param name="folder">The notebook's folder: paths are relative to it, and NuGet looks for its settings from there.</param>
/// <param name="cache">Folder in which restored sets of packages are remembered.</param>
internal sealed partial class PackageDirectives(string folder, string cache)
{
    private readonly List<string> _sources = [];
    private readonly List<PackageId> _packages = [];
    private readonly HashSet<string> _referenced = [];

    /// <summary>
    /// The code with directives of packages emptied (line numbers stay), files to reference, or the error for what cannot be
    /// had.
    /// </summary>
    /// <param name="source">The cell.</param>
    /// <param name="say">Tells the person what takes long or is not as asked.</param>
    /// <param name="cancellation">Ends a restore.</param>
    public async Task<(string Code, IReadOnlyList<string> References, CellError? Error)> AcceptAsync(
        string source, Action<string> say, CancellationToken cancellation)
    {
        if (MissingFile(source) is { } error) return (source, [], error);
        var directives = Directive().Matches(source);
        if (directives.Count == 0) return (source, [], null);

        _sources.AddRange(directives.Where(d => d.Groups["kind"].Value == "i").Select(d => d.Groups["id"].Value.Trim()));
        var wanted = new List<PackageId>();
        foreach (var match in directives.Where(d => d.Groups["kind"].Value == "r"))
        {
            var package = new PackageId(match.Groups["id"].Value.Trim(), match.Groups["version"].Value.Trim());
            if (HostAssemblies.HasPackage(package.Id)) SayWhereItDiffers(package, say);
            else if (!_packages.Contains(package)) wanted.Add(package);
        }
        var code = Directive().Replace(source, "");
        if (wanted.Count == 0) return (code, [], null);

        // All packages so far are restored together, so that they agree on what they share.
        var restored = await PackageRestore.RunAsync([.. _packages, .. wanted], _sources, folder, cache, say, cancellation);
        if (restored.Fault is { } fault)
        {
            var match = directives.First(d => d.Groups["id"].Value.Trim() == wanted[0].Id);
            return (source, [], CellFault.At(LineOf(source, match), "PackageNotRestored", fault, source));
        }
        _packages.AddRange(wanted);
        return (code, [.. PackageAssemblies.Add(restored).Where(_referenced.Add)], null);
    }

    private CellError? MissingFile(string source)
    {
        foreach (Match match in File().Matches(source))
        {
            var reference = match.Groups["path"].Value;
            if (reference.Contains(':', StringComparison.Ordinal) && !Path.IsPathRooted(reference)) continue; // nuget: and the like
            var looked = CellReferenceResolver.PathOf(reference, folder);
            if (HostAssemblies.Find(Path.GetFileNameWithoutExtension(reference)) is not null || System.IO.File.Exists(looked)) continue;
            var message = $"There is no file {looked}, which #r \"{reference}\" names; paths are relative to the notebook's folder.";
            return CellFault.At(LineOf(source, match), "MissingReference", message, source);
        }
        return null;
    }

    private static void SayWhereItDiffers(PackageId package, Action<string> say)
    {
        if (HostAssemblies.VersionOf(package.Id) is { } held && package.Version.Length > 0 && package.Version != "*" && held != package.Version)
            say($"{package.Id} {held} is used, which EvoQuality was built with, instead of {package.Version}.\n");
    }

    private static int LineOf(string source, Match match) => source.AsSpan(0, match.Index).Count('\n') + 1;

    [GeneratedRegex("""^[ \t]*#(?<kind>[ri])[ \t]+"nuget:[ \t]*(?<id>[^,"\n]+)(,(?<version>[^"\n]*))?"[^\n]*""", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Directive();

    [GeneratedRegex("""^[ \t]*#r[ \t]+"(?<path>[^"\n]+)"[^\n]*""", RegexOptions.Multiline)]
    private static partial Regex File();
}

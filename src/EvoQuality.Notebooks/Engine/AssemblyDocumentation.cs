using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace EvoQuality.Notebooks;

/// <summary>
/// The XML comments of an assembly: from the file beside it (or beside the file it links to), for .NET's own assemblies
/// from the SDK's reference pack. One comment is looked for when it is asked for; nothing is parsed before.
/// </summary>
internal sealed class AssemblyDocumentation : DocumentationProvider
{
    private static readonly string RuntimeFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
    private static readonly Lazy<string[]> Pack = new(FindPack);
    private readonly string _assembly;

    private AssemblyDocumentation(string assembly) => _assembly = assembly;

    public static AssemblyDocumentation Of(string assembly) => new(assembly);

    public override bool Equals(object? obj) => obj is AssemblyDocumentation other && other._assembly == _assembly;

    public override int GetHashCode() => _assembly.GetHashCode(StringComparison.Ordinal);

    protected override string? GetDocumentationForSymbol(
        string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default) =>
        Files().Select(file => Member(file, documentationMemberID)).FirstOrDefault(text => text is not null) ?? "";

    // A type of .NET lies in System.Private.CoreLib, say, and its comment in System.Runtime.xml.
    private IEnumerable<string> Files() => Path.GetDirectoryName(_assembly) == RuntimeFolder ? Pack.Value : Beside();

    private IEnumerable<string> Beside()
    {
        var linked = File.ResolveLinkTarget(_assembly, returnFinalTarget: true)?.FullName;
        return new[] { _assembly, linked }.OfType<string>().Select(path => Path.ChangeExtension(path, ".xml")).Where(File.Exists);
    }

    private static string[] FindPack()
    {
        var packs = Path.GetFullPath(Path.Combine(RuntimeFolder, "../../../packs/Microsoft.NETCore.App.Ref"));
        if (!Directory.Exists(packs)) return [];
        return
        [
            .. Directory.EnumerateDirectories(packs, $"{Environment.Version.Major}.*").Order().TakeLast(1)
                .SelectMany(pack => Directory.EnumerateFiles(Path.Combine(pack, "ref"), "*.xml", SearchOption.AllDirectories))
                .OrderByDescending(file => Path.GetFileName(file) is "System.Runtime.xml")
                .ThenByDescending(file => Path.GetFileName(file).StartsWith("System.Collections", StringComparison.Ordinal)),
        ];
    }

    private static string? Member(string file, string id)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(file);
        var opening = Encoding.UTF8.GetBytes($"<member name=\"{id}\">");
        var start = bytes.IndexOf(opening);
        if (start < 0) return null;
        var rest = bytes[start..];
        var end = rest.IndexOf("</member>"u8);
        return end < 0 ? null : Encoding.UTF8.GetString(rest[..(end + "</member>"u8.Length)]);
    }
}

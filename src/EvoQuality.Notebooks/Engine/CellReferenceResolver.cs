using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace EvoQuality.Notebooks;

/// <summary>
/// Finds what <c>#r "path.dll"</c> means: the host's own assembly if it has one of that name, else the file,
/// relative to the notebook's folder.
/// </summary>
internal sealed class CellReferenceResolver(string folder) : MetadataReferenceResolver
{
    private readonly string _folder = folder;

    /// <summary>An assembly with its documentation, which is read when an editor asks for it.</summary>
    public static PortableExecutableReference Reference(string path) =>
        MetadataReference.CreateFromFile(path, documentation: AssemblyDocumentation.Of(path));

    /// <summary>The file that <c>#r</c> of a path names, whether or not it is there.</summary>
    public static string PathOf(string reference, string folder) => Path.GetFullPath(reference, folder);

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        var path = HostAssemblies.Find(Path.GetFileNameWithoutExtension(reference)) ?? PathOf(reference, _folder);
        return File.Exists(path) ? [Reference(path).WithProperties(properties)] : [];
    }

    public override bool Equals(object? other) => other is CellReferenceResolver resolver && resolver._folder == _folder;

    public override int GetHashCode() => _folder.GetHashCode(StringComparison.Ordinal);
}

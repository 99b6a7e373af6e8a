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

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        var path = HostAssemblies.Find(Path.GetFileNameWithoutExtension(reference)) ?? Path.GetFullPath(reference, _folder);
        return File.Exists(path) ? [MetadataReference.CreateFromFile(path, properties)] : [];
    }

    public override bool Equals(object? other) => other is CellReferenceResolver resolver && resolver._folder == _folder;

    public override int GetHashCode() => _folder.GetHashCode(StringComparison.Ordinal);
}

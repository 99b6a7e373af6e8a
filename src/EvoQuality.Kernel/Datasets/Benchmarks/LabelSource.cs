namespace EvoQuality.Datasets.Benchmarks;

/// <summary>A label file of the owners: its name, what its scores mean and how it is read.</summary>
/// <param name="Name">File name, or a folder's name with '/' at the end; found anywhere below the set's folder, in any case.</param>
/// <param name="Scale">What its scores mean.</param>
/// <param name="Read">Reads it, given its full path.</param>
internal sealed record LabelSource(string Name, MosScale Scale, Func<string, IReadOnlyList<Label>> Read)
{
    /// <summary>Full path of the source below a folder; null if it is not there.</summary>
    public string? In(PictureIndex index)
    {
        if (!Name.EndsWith('/')) return index.Find(Name) is { } file ? index.FullPath(file) : null;
        var folder = Name[..^1];
        var inside = index.Paths.FirstOrDefault(p => PictureIndex.IsIn(p, folder));
        if (inside is null) return null;
        var start = $"/{inside}".IndexOf($"/{folder}/", StringComparison.OrdinalIgnoreCase);
        return index.FullPath(inside[..(start + folder.Length)]);
    }
}

namespace EvoQuality.Datasets;

/// <summary>What a label file says about one picture.</summary>
/// <param name="Image">Name or relative path, parted by '/'.</param>
/// <param name="Mos">Mean opinion score, on the file's own scale.</param>
/// <param name="Std">Standard deviation of the opinions, on the same scale; null where the file has none.</param>
/// <param name="Reference">Name of the pristine picture it was made from; null where there is none.</param>
/// <param name="Split">The file's own word for the part of the set; null where it has none.</param>
/// <param name="Line">Line of the file, from 1; number of the entry in JSON arrays, MAT-files and Parquet files.</param>
/// <param name="File">The file.</param>
public sealed record Label(string Image, double Mos, double? Std, string? Reference, string? Split, int Line, string File)
{
    /// <summary>File name without folders.</summary>
    public string FileName => Image[(Image.LastIndexOf('/') + 1)..];

    /// <summary>A complaint about this label, with its place.</summary>
    internal InvalidDataException Fault(string expected, string found) => new($"{File}, line {Line}: expected {expected}, found {found}.");
}

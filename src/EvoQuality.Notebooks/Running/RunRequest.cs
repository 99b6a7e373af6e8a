namespace EvoQuality.Notebooks;

/// <summary>What to run and where its results go.</summary>
public sealed record RunRequest
{
    /// <summary>The notebook file.</summary>
    public required string Notebook { get; init; }

    /// <summary>Folder for the copy, the page and whatever cells write; made if it is not there.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>
    /// True writes outputs back into the notebook file instead of a copy in <see cref="OutputFolder"/>.
    /// </summary>
    public bool InPlace { get; init; }

    /// <summary>Values for the cell tagged <c>parameters</c>, each <c>name=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Time a cell may take; null for any.</summary>
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>True passes over cells in other languages than C#; false refuses a notebook that has one.</summary>
    public bool SkipOtherLanguages { get; init; }

    /// <summary>Where the notebook with outputs goes.</summary>
    public string NotebookTarget => InPlace ? Notebook : Path.Combine(OutputFolder, Path.GetFileName(Notebook));

    /// <summary>Where the page goes.</summary>
    public string PageTarget => Path.Combine(OutputFolder, Path.GetFileNameWithoutExtension(Notebook) + ".html");
}

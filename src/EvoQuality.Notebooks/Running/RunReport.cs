namespace EvoQuality.Notebooks;

/// <summary>How a run ended.</summary>
/// <param name="CellsRun">Code cells started.</param>
/// <param name="CellCount">Code cells in the notebook that are not empty.</param>
/// <param name="Elapsed">Time from the first cell to the end.</param>
/// <param name="Failure">The error that ended the run; null if every cell ran.</param>
public sealed record RunReport(int CellsRun, int CellCount, TimeSpan Elapsed, CellError? Failure)
{
    /// <summary>Cells in other languages that were passed over: first line and language.</summary>
    public IReadOnlyList<(string Cell, string Language)> Skipped { get; init; } = [];

    /// <summary>True if every cell ran to its end.</summary>
    public bool Succeeded => Failure is null;
}

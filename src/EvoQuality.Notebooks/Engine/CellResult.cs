namespace EvoQuality.Notebooks;

/// <summary>What running a cell gave.</summary>
/// <param name="Number">How many cells had been run, this one included: the execution count.</param>
/// <param name="Outputs">All outputs in order, the error's last.</param>
/// <param name="Value">Value of the trailing expression; null if there is none.</param>
/// <param name="Error">Why it ended early; null if it did not.</param>
public sealed record CellResult(int Number, IReadOnlyList<CellOutput> Outputs, object? Value, CellError? Error)
{
    /// <summary>True if the cell ran to its end.</summary>
    public bool Succeeded => Error is null;
}

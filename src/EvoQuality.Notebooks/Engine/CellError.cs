namespace EvoQuality.Notebooks;

/// <summary>Why a cell ended early.</summary>
/// <param name="Name">Kind of error: the exception's type, a compiler's code, or <c>Stopped</c>.</param>
/// <param name="Message">One short text for the reader; may hold several lines if the compiler found several faults.</param>
/// <param name="Line">Line in the cell, from 1; null if the error did not come from a line of it.</param>
/// <param name="SourceLine">The text of that line; empty if there is none.</param>
/// <param name="Trace">Everything known, with stack frames, for <c>--verbose</c>.</param>
public sealed record CellError(string Name, string Message, int? Line, string SourceLine, string Trace)
{
    /// <summary>Name of the error of a cell that was cancelled.</summary>
    public const string StoppedName = "Stopped";

    /// <summary>
    /// Where it happened, for a reader: the cell's lines around it and the calls on the way, those of the cells and the first of
    /// the library.
    /// </summary>
    public IReadOnlyList<string> ShortTrace { get; init; } = [];

    /// <summary>True if the cell was cancelled.</summary>
    public bool Stopped => Name == StoppedName;
}

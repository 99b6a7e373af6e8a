namespace EvoQuality.Notebooks;

/// <summary>
/// What every loop of a cell calls once per turn, so that a loop without end can be stopped: the engine writes the call
/// into the loops of a cell before it compiles it.
/// </summary>
public static class LoopGuard
{
    private static volatile bool Stopping;

    /// <summary>Ends the loop if the running cell has been asked to stop, or its thread was broken off while it was in a library's call.</summary>
    /// <exception cref="OperationCanceledException">The cell has been asked to stop.</exception>
    public static void Check()
    {
        if (Stopping || CellThread.IsLeftBehind) throw new OperationCanceledException("The cell was stopped.");
    }

    /// <summary>Loops of cells end at their next turn; one cell runs at a time, so all of them are its own.</summary>
    internal static void Stop() => Stopping = true;

    /// <summary>A new cell may loop.</summary>
    internal static void Reset() => Stopping = false;
}

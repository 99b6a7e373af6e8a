namespace EvoQuality.Notebooks;

/// <summary>
/// Told about a run as it goes: a terminal, a log. Calls come one at a time per method, from several threads.
/// </summary>
public interface IRunListener
{
    /// <summary>A cell begins.</summary>
    /// <param name="number">Its number among the code cells, from 1: the execution count.</param>
    /// <param name="count">Code cells in all.</param>
    /// <param name="title">What it does, in its own words.</param>
    void CellStarted(int number, int count, string title);

    /// <summary>A progress display of the running cell moved.</summary>
    void ProgressMoved(ProgressMark mark);

    /// <summary>A cell ended, well or not.</summary>
    void CellFinished(CellResult result, TimeSpan elapsed);
}

using System.Diagnostics;
using EvoQuality.Foundations;
using EvoQuality.Notebooks;

namespace EvoQuality.Tool;

/// <summary>The library's progress on the terminal: a live line while a stage runs, a line with its time after it.</summary>
internal sealed class StageBar(TerminalReporter terminal) : IProgress<StageProgress>
{
    private readonly Lock _gate = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public void Report(StageProgress value)
    {
        lock (_gate)
        {
            terminal.ProgressMoved(new ProgressMark(value.Stage, value.Done, value.Total, value.Unit, value.Note));
            if (value.Total == 0 || value.Done < value.Total) return;
            terminal.Say($"{value.Stage}: {value.Total} {value.Unit} in {Duration.Text(_watch.Elapsed)}");
            _watch.Restart();
        }
    }
}

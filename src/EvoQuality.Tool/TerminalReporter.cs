using System.Diagnostics;
using EvoQuality.Notebooks;
using Spectre.Console;

namespace EvoQuality.Tool;

/// <summary>
/// Shows a run: a line per cell and, in a terminal, one live line below it that is redrawn at most ten times
/// a second. Where the output is a file or a pipe, progress becomes a plain line every ten seconds.
/// </summary>
internal sealed class TerminalReporter : IRunListener, IDisposable
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PlainEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly IAnsiConsole _console;
    private readonly bool _live;
    private ProgressRate _rate = new();
    private TimeSpan _drawn;
    private string _cell = "";
    private string _title = "";
    private bool _lineOpen;

    public TerminalReporter(TextWriter output)
    {
        _console = Terminal.On(output);
        _live = Terminal.IsLive(_console);
    }

    private int Width => Math.Max(20, _console.Profile.Width - 1);

    public void CellStarted(int number, int count, string title)
    {
        lock (_gate)
        {
            _cell = $"[{number.ToString().PadLeft(count.ToString().Length)}/{count}]";
            _title = title;
            _rate = new ProgressRate();
            _drawn = _watch.Elapsed;
            if (_live) Draw($"{_cell} {title}");
            else _console.WriteLine($"{_cell} {title}");
        }
    }

    public void ProgressMoved(ProgressMark mark)
    {
        lock (_gate)
        {
            var now = _watch.Elapsed;
            _rate.Add(mark, now);
            if (now - _drawn < (_live ? Redraw : PlainEvery)) return;
            _drawn = now;
            if (_live) Draw(ProgressLine.Fit(_cell, _title, mark, _rate, Width));
            else _console.WriteLine("    " + ProgressLine.Text(mark, _rate, withBar: false));
        }
    }

    public void CellFinished(CellResult result, TimeSpan elapsed)
    {
        ArgumentNullException.ThrowIfNull(result);
        lock (_gate)
        {
            if (!_live) return;
            Clear();
            var mark = result.Succeeded ? "[green]✓[/]" : "[red]✗[/]";
            _console.MarkupLine($"{mark} {$"{_cell} {_title}".EscapeMarkup()}  [grey]{Duration.Text(elapsed)}[/]");
        }
    }

    /// <summary>Writes a line of its own.</summary>
    public void Say(string text)
    {
        lock (_gate)
        {
            Clear();
            _console.WriteLine(text);
        }
    }

    public void Dispose()
    {
        lock (_gate) Clear();
    }

    private void Draw(string text)
    {
        Clear();
        _console.Write(new ControlCode(text.Length <= Width ? text : text[..(Width - 1)] + "…"));
        _lineOpen = true;
    }

    private void Clear()
    {
        if (_lineOpen) _console.Write(new ControlCode("\r\e[2K"));
        _lineOpen = false;
    }
}

using EvoQuality.Foundations;

namespace EvoQuality.Tool;

/// <summary>Runs long work of the library with a progress line; Ctrl-C stops it at the next good place.</summary>
internal static class LongWork
{
    /// <summary>Runs the work on this thread.</summary>
    /// <param name="output">Where progress and results go.</param>
    /// <param name="work">Given a way to say a line, the progress to report to, and the stop.</param>
    /// <exception cref="OperationCanceledException">Ctrl-C was pressed.</exception>
    public static void Run(TextWriter output, Action<Action<string>, IProgress<StageProgress>, CancellationToken> work) =>
        Run(output, terminal => new StageBar(terminal), work);

    /// <summary>The same with another way of showing progress.</summary>
    public static void Run(
        TextWriter output, Func<TerminalReporter, IProgress<StageProgress>> bar, Action<Action<string>, IProgress<StageProgress>, CancellationToken> work)
    {
        using var terminal = new TerminalReporter(output);
        using var signal = new StopSignal(terminal.Say);
        using var abandon = signal.Abandon.Register(() => Environment.Exit(UserErrors.Stopped)); // files are whole or not there
        work(terminal.Say, bar(terminal), signal.Stop);
    }
}

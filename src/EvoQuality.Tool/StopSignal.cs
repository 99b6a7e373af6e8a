using System.Runtime.InteropServices;
using EvoQuality.Notebooks;

namespace EvoQuality.Tool;

/// <summary>
/// Ctrl-C (or SIGTERM): the first asks the work to stop at a good place, the second gives up on what is running.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Action<string> _say;

    /// <param name="say">Tells the person what happens.</param>
    public StopSignal(Action<string> say)
    {
        _say = say;
        void Handle(PosixSignalContext context)
        {
            context.Cancel = true; // the process ends by itself
            Ask();
        }
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle));
    }

    /// <summary>Set by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Set by the second signal.</summary>
    public CancellationToken Abandon => _abandon.Token;

    /// <summary>What a signal does.</summary>
    internal void Ask()
    {
        if (_stop.IsCancellationRequested)
        {
            _ = _abandon.CancelAsideAsync(_say);
            return;
        }
        _say("Stopping at the next good place; Ctrl-C again stops at once.");
        _ = _stop.CancelAsideAsync(_say);
    }

    /// <summary>Gives the signals back to the system.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }
}

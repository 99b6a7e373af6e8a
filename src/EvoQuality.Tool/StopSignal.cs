using System.Runtime.InteropServices;

namespace EvoQuality.Tool;

/// <summary>
/// Ctrl-C (or SIGTERM): the first asks the work to stop at a good place, the second gives up on what is running.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <param name="onFirst">Called at the first signal, to tell the person what happens.</param>
    public StopSignal(Action onFirst)
    {
        void Handle(PosixSignalContext context)
        {
            context.Cancel = true; // the process ends by itself
            if (_stop.IsCancellationRequested)
            {
                _abandon.Cancel();
                return;
            }
            onFirst();
            _stop.Cancel();
        }
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle));
    }

    /// <summary>Set by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Set by the second signal.</summary>
    public CancellationToken Abandon => _abandon.Token;

    /// <summary>Gives the signals back to the system.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }
}

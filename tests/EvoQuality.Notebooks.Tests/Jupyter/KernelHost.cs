using EvoQuality.Notebooks.Jupyter;

namespace EvoQuality.Notebooks.Tests;

/// <summary>A kernel in this process with a front end connected to it.</summary>
public sealed class KernelHost : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly CancellationTokenSource _end = new();
    private readonly StringWriter _log = new();
    private readonly JupyterKernel _kernel;
    private readonly Task _running;

    public KernelHost() : this(JupyterClient.FreeConnection())
    {
    }

    internal KernelHost(ConnectionFile connection)
    {
        Connection = connection;
        _kernel = new JupyterKernel(connection, _scratch.Folder, _scratch.Path("runs"), TextWriter.Synchronized(_log));
        _running = Task.Run(() => _kernel.RunAsync(_end.Token));
        Client = new JupyterClient(connection);
        Client.WaitUntilReady();
    }

    public ConnectionFile Connection { get; }

    public JupyterClient Client { get; }

    public string Folder => _scratch.Folder;

    public string Log => _log.ToString();

    /// <summary>Waits for a kernel that was asked to end.</summary>
    public void WaitForEnd() => _running.GetAwaiter().GetResult();

    public void Dispose()
    {
        _end.Cancel();
        WaitForEnd();
        Client.Dispose();
        _kernel.Dispose();
        _scratch.Dispose();
        _end.Dispose();
        _log.Dispose();
    }
}

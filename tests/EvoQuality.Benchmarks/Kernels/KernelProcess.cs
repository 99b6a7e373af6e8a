using System.Diagnostics;
using System.Text.Json;
using EvoQuality.Notebooks.Tests;

namespace EvoQuality.Benchmarks.Kernels;

/// <summary>A kernel started as Jupyter starts it, with a front end connected.</summary>
internal sealed class KernelProcess : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("evo-kernel-").FullName;
    private readonly Process _process;

    /// <param name="start">The command line; <c>{connection_file}</c> is replaced.</param>
    /// <param name="variables">What Jupyter adds to the environment.</param>
    public KernelProcess(IReadOnlyList<string> start, IReadOnlyDictionary<string, string> variables)
    {
        var connection = JupyterClient.FreeConnection();
        var file = Path.Combine(_folder, "connection.json");
        File.WriteAllText(file, JsonSerializer.Serialize(connection));
        var information = new ProcessStartInfo(start[0], start.Skip(1).Select(a => a.Replace("{connection_file}", file, StringComparison.Ordinal)))
        {
            WorkingDirectory = _folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in variables) information.Environment[name] = value;
        Watch = Stopwatch.StartNew();
        _process = Process.Start(information)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        Client = new JupyterClient(connection);
    }

    /// <summary>Since the process was started.</summary>
    public Stopwatch Watch { get; }

    /// <summary>The front end.</summary>
    public JupyterClient Client { get; }

    /// <summary>Resident memory in MiB.</summary>
    public double ResidentMib
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using EvoQuality.Notebooks.Jupyter;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality kernel</c>: what Jupyter starts to run C# cells.</summary>
internal static class KernelCommand
{
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var file = new Option<string>("--connection-file")
        {
            Description = "The file in which Jupyter says where to listen.",
            HelpName = "file",
            Required = true,
        };
        var command = new Command("kernel", "Run C# cells for Jupyter, which starts this itself (see install).") { file };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetRequiredValue(file), parsed.InvocationConfiguration.Error, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string file, TextWriter log, CancellationToken cancellation)
    {
        var connection = ConnectionFile.Load(file);
        var folder = Environment.CurrentDirectory; // Jupyter starts a kernel in the notebook's folder
        // Made when a cell first asks for it, so the name alone keeps two kernels apart.
        var runFolder = Path.Combine(folder, "runs", $"jupyter-{DateTime.Now:yyyyMMdd-HHmmss}-{Environment.ProcessId}");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using (var kernel = new JupyterKernel(connection, folder, runFolder, log))
        using (PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle(kernel.Interrupt)))
        using (PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle(end.Cancel)))
        {
            var parent = EndWithParentAsync(end);
            await kernel.RunAsync(end.Token);
            await end.CancelAsync();
            await parent;
        }
        // Threads of cells may still run; nobody waits for them.
        Environment.Exit(0);
        return 0;

        static Action<PosixSignalContext> Handle(Action action) => context =>
        {
            context.Cancel = true;
            action();
        };
    }

    // A front end that was killed asks for nothing any more.
    private static async Task EndWithParentAsync(CancellationTokenSource end)
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), out var id) || id <= 1) return;
        try
        {
            using var parent = Process.GetProcessById(id);
            while (!parent.HasExited) await Task.Delay(Watch, end.Token);
            await end.CancelAsync();
        }
        catch (ArgumentException) // it has gone already
        {
            await end.CancelAsync();
        }
        catch (OperationCanceledException)
        {
        }
    }
}

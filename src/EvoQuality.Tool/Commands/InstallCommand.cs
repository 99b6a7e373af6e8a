using System.CommandLine;
using EvoQuality.Notebooks.Jupyter;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality install</c> and <c>uninstall</c>: tell Jupyter of the C# kernel, or no longer.</summary>
internal static class InstallCommand
{
    public static Command Create()
    {
        var place = new Place();
        var command = new Command("install", "Register the C# kernel with Jupyter (default: for this person).");
        place.AddTo(command);
        command.SetAction(parsed =>
        {
            var folder = KernelSpec.Install(place.Folder(parsed), StartOfThisProgram());
            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine($"{KernelSpec.DisplayName} is registered as {KernelSpec.Name}");
            output.WriteLine($"  {folder}");
            output.WriteLine("It starts this build: after moving the program, install again. To remove it: evoquality uninstall.");
            return 0;
        });
        return command;
    }

    public static Command CreateUninstall()
    {
        var place = new Place();
        var command = new Command("uninstall", "Remove the C# kernel from Jupyter.");
        place.AddTo(command);
        command.SetAction(parsed =>
        {
            var folder = place.Folder(parsed);
            if (!KernelSpec.Uninstall(folder))
                throw new InvalidOperationException($"There is no {KernelSpec.DisplayName} kernel in {KernelSpec.Folder(folder)}.");
            parsed.InvocationConfiguration.Output.WriteLine($"Removed {KernelSpec.Folder(folder)}");
            return 0;
        });
        return command;
    }

    /// <summary>How this program is started again, whatever it was started by.</summary>
    internal static IReadOnlyList<string> StartOfThisProgram()
    {
        // The dotnet that runs this one: it is not always on the PATH of a Jupyter server.
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var dotnet = Path.GetFullPath(Path.Combine(runtime, "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return [File.Exists(dotnet) ? dotnet : "dotnet", Path.Combine(AppContext.BaseDirectory, "evoquality.dll")];
    }

    /// <summary>The three ways in which Jupyter's programs say where.</summary>
    private sealed class Place
    {
        private readonly Option<bool> _user = new("--user") { Description = "For this person (the default)." };

        private readonly Option<string?> _prefix = new("--prefix")
        {
            Description = "Below PREFIX/share/jupyter, such as /usr/local for everybody.",
            HelpName = "prefix",
        };

        private readonly Option<bool> _sysPrefix = new("--sys-prefix")
        {
            Description = "Into the active Python environment (VIRTUAL_ENV or CONDA_PREFIX).",
        };

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { _user, _prefix, _sysPrefix }) command.Options.Add(option);
        }

        public string Folder(ParseResult parsed)
        {
            var (user, prefix, sysPrefix) = (parsed.GetValue(_user), parsed.GetValue(_prefix), parsed.GetValue(_sysPrefix));
            if ((user ? 1 : 0) + (prefix is null ? 0 : 1) + (sysPrefix ? 1 : 0) > 1)
                throw new ArgumentException("Expected one of --user, --prefix and --sys-prefix.");
            if (sysPrefix)
            {
                prefix = Environment.GetEnvironmentVariable("VIRTUAL_ENV") ?? Environment.GetEnvironmentVariable("CONDA_PREFIX")
                    ?? throw new ArgumentException("--sys-prefix: no Python environment is active (neither VIRTUAL_ENV nor CONDA_PREFIX is set).");
            }
            return prefix is null ? KernelSpec.UserDataFolder() : Path.Combine(Path.GetFullPath(prefix), "share", "jupyter");
        }
    }
}

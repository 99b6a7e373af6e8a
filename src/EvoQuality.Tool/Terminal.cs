using Spectre.Console;

namespace EvoQuality.Tool;

/// <summary>The console on a writer.</summary>
internal static class Terminal
{
    /// <summary>Colours and width of the terminal; for a file or a pipe plain text whose lines are never wrapped.</summary>
    public static IAnsiConsole On(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (IsLive(console)) return console;
        console.Profile.Width = int.MaxValue;
        console.Profile.Capabilities.Ansi = false;
        return console;
    }

    /// <summary>Whether lines can be redrawn.</summary>
    public static bool IsLive(IAnsiConsole console) => console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi;
}

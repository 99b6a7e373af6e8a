using System.Diagnostics;
using Microsoft.CodeAnalysis;

namespace EvoQuality.Notebooks;

/// <summary>Turns compiler faults and exceptions into a <see cref="CellError"/> with the line in the cell.</summary>
internal static class CellFault
{
    private const int ShownDiagnostics = 3;
    private const int ShownCalls = 4;

    public static CellError FromCompiler(IReadOnlyList<Diagnostic> errors, string code)
    {
        var line = LineOf(errors[0]);
        var shown = errors.Take(ShownDiagnostics)
            .Select((e, i) => i == 0 ? $"{e.Id}: {e.GetMessage()}" : $"line {LineOf(e)}: {e.Id}: {e.GetMessage()}");
        if (errors.Count > ShownDiagnostics) shown = shown.Append($"and {errors.Count - ShownDiagnostics} more");
        return new CellError(errors[0].Id, string.Join("\n", shown), line, SourceLine(code, line), string.Join("\n", errors))
        {
            ShortTrace = Around(code, line),
        };
    }

    public static CellError FromException(Exception exception, string fileName, string code)
    {
        var line = Causes(exception).Select(e => LineIn(e, fileName)).FirstOrDefault(l => l is not null);
        var name = ErrorText.Cause(exception).GetType().Name;
        return new CellError(name, ErrorText.Of(exception), line, SourceLine(code, line), exception.ToString())
        {
            ShortTrace = [.. Around(code, line), .. Calls(exception, fileName)],
        };
    }

    /// <summary>A fault found before the cell is compiled, at a line of it.</summary>
    public static CellError At(int line, string name, string message, string code) =>
        new(name, message, line, SourceLine(code, line), message) { ShortTrace = Around(code, line) };

    public static CellError Stopped(string trace) => new(CellError.StoppedName, "The cell was stopped.", null, "", trace);

    public static CellError OtherLanguage(string language, string code) =>
        At(1, "OtherLanguage", $"This cell is in {language}; only C# runs here.", code);

    public static CellError TimedOut(string title, TimeSpan limit) =>
        new("TimedOut", $"The cell '{title}' took longer than the {limit.TotalSeconds:0.###} s that --timeout allows.", null, "", "");

    public static CellError LeftBehind() => new(
        CellError.StoppedName,
        "The cell is inside code of a library that does not return, so it was left behind; later cells run beside it. " +
        "Restart the kernel to be rid of it.",
        null, "", "");

    private static int LineOf(Diagnostic diagnostic) => diagnostic.Location.GetMappedLineSpan().StartLinePosition.Line + 1;

    private static int? LineIn(Exception exception, string fileName) =>
        new StackTrace(exception, fNeedFileInfo: true).GetFrames()
            .Where(frame => frame.GetFileName() == fileName && frame.GetFileLineNumber() > 0)
            .Select(frame => (int?)frame.GetFileLineNumber())
            .FirstOrDefault();

    private static IReadOnlyList<string> Around(string code, int? line)
    {
        if (line is not { } number) return [];
        var lines = code.Split('\n');
        return
        [
            .. Enumerable.Range(number - 2, 5).Where(n => n >= 1 && n <= lines.Length)
                .Select(n => $"{(n == number ? "-->" : "   ")} {n,3}  {lines[n - 1].TrimEnd()}"),
        ];
    }

    // Calls of the library from the fault outwards, then those of cells; what the compiler and the runtime add is left out.
    private static IEnumerable<string> Calls(Exception exception, string fileName)
    {
        var frames = new StackTrace(ErrorText.Cause(exception), fNeedFileInfo: true).GetFrames()
            .Where(f => f.GetMethod()?.DeclaringType is { } type && type.Namespace is not ("System.Runtime.ExceptionServices" or "System.Runtime.CompilerServices" or "Microsoft.CodeAnalysis.Scripting"))
            .TakeWhile(f => f.GetFileName() != fileName || f.GetMethod()!.Name != "MoveNext").ToList();
        var cells = frames.Where(f => f.GetFileName()?.StartsWith("cell ", StringComparison.Ordinal) == true)
            .Select(f => $"  in {f.GetFileName()}, line {f.GetFileLineNumber()}");
        return frames.Where(f => f.GetFileName()?.StartsWith("cell ", StringComparison.Ordinal) != true).Take(ShownCalls)
            .Select(f => $"  at {f.GetMethod()!.DeclaringType!.FullName}.{f.GetMethod()!.Name}").Concat(cells);
    }

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException) yield return e;
    }

    private static string SourceLine(string code, int? line) =>
        line is { } number ? code.Split('\n').ElementAtOrDefault(number - 1)?.Trim() ?? "" : "";
}

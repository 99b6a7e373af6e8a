using System.Diagnostics;
using Microsoft.CodeAnalysis;

namespace EvoQuality.Notebooks;

/// <summary>Turns compiler faults and exceptions into a <see cref="CellError"/> with the line in the cell.</summary>
internal static class CellFault
{
    private const int ShownDiagnostics = 3;

    public static CellError FromCompiler(IReadOnlyList<Diagnostic> errors, string code)
    {
        var line = LineOf(errors[0]);
        var shown = errors.Take(ShownDiagnostics)
            .Select((e, i) => i == 0 ? $"{e.Id}: {e.GetMessage()}" : $"line {LineOf(e)}: {e.Id}: {e.GetMessage()}");
        if (errors.Count > ShownDiagnostics) shown = shown.Append($"and {errors.Count - ShownDiagnostics} more");
        return new CellError(errors[0].Id, string.Join("\n", shown), line, SourceLine(code, line), string.Join("\n", errors));
    }

    public static CellError FromException(Exception exception, string fileName, string code)
    {
        var line = Causes(exception).Select(e => LineIn(e, fileName)).FirstOrDefault(l => l is not null);
        var name = ErrorText.Cause(exception).GetType().Name;
        return new CellError(name, ErrorText.Of(exception), line, SourceLine(code, line), exception.ToString());
    }

    public static CellError Stopped(string trace) => new(CellError.StoppedName, "The cell was stopped.", null, "", trace);

    public static CellError OtherLanguage(string language, string code) =>
        new("OtherLanguage", $"This cell is in {language}; only C# runs here.", 1, SourceLine(code, 1), "");

    public static CellError LeftBehind() => new(
        CellError.StoppedName,
        "The cell is inside a native library that does not return, so it was left behind; later cells run beside it. " +
        "Restart the kernel to be rid of it.",
        null, "", "");

    private static int LineOf(Diagnostic diagnostic) => diagnostic.Location.GetMappedLineSpan().StartLinePosition.Line + 1;

    private static int? LineIn(Exception exception, string fileName) =>
        new StackTrace(exception, fNeedFileInfo: true).GetFrames()
            .Where(frame => frame.GetFileName() == fileName && frame.GetFileLineNumber() > 0)
            .Select(frame => (int?)frame.GetFileLineNumber())
            .FirstOrDefault();

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException) yield return e;
    }

    private static string SourceLine(string code, int? line) =>
        line is { } number ? code.Split('\n').ElementAtOrDefault(number - 1)?.Trim() ?? "" : "";
}

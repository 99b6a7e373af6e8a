using System.Text.RegularExpressions;

namespace EvoQuality.Notebooks;

/// <summary>
/// Lines <c>#r "nuget: Id, Version"</c>, which upstream's kernel needs. The console already holds every
/// package the notebooks use, so such a line is accepted and left out of what the compiler sees.
/// </summary>
internal static partial class PackageDirectives
{
    /// <summary>
    /// The code with accepted lines emptied (line numbers stay), or the error for a package that is not
    /// there.
    /// </summary>
    public static (string Code, CellError? Error) Accept(string code)
    {
        foreach (Match match in Directive().Matches(code))
        {
            var id = match.Groups["id"].Value;
            if (HostAssemblies.HasPackage(id)) continue;
            var line = code.AsSpan(0, match.Index).Count('\n') + 1;
            var message = $"The package {id} is not part of this console; restoring packages from a cell comes with " +
                          "the Jupyter kernel in a later version. Until then refer to its file: #r \"path/to.dll\".";
            return (code, new CellError("MissingPackage", message, line, match.Value.Trim(), message));
        }
        return (Directive().Replace(code, ""), null);
    }

    [GeneratedRegex("""^[ \t]*#r[ \t]+"nuget:[ \t]*(?<id>[^,"\s]+)[^"\n]*"[^\n]*""", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Directive();
}

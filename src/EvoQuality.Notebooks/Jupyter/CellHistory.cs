using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks.Jupyter;

/// <summary>The cells of this session, for a console's arrow keys; earlier sessions are not kept.</summary>
internal sealed class CellHistory
{
    private const int Session = 1;
    private readonly List<(int Line, string Code, string? Output)> _cells = [];

    /// <summary>Remembers a cell with the plain text of its result.</summary>
    public void Add(int line, string code, string? output) => _cells.Add((line, code, output));

    /// <summary>Answers a history request: the tail, a range of lines, or what a pattern with * and ? matches.</summary>
    public JsonObject Answer(JsonObject request)
    {
        var chosen = (request["hist_access_type"]?.ToString()) switch
        {
            "range" => Range((int?)request["session"] ?? 0, (int?)request["start"] ?? 0, (int?)request["stop"]),
            "search" => Search(request["pattern"]?.ToString() ?? "*", (bool?)request["unique"] ?? false),
            _ => _cells,
        };
        if (request["hist_access_type"]?.ToString() is not "range" && (int?)request["n"] is { } n) chosen = chosen.TakeLast(n);
        var withOutput = (bool?)request["output"] ?? false;
        return new JsonObject
        {
            ["status"] = "ok",
            ["history"] = new JsonArray(
            [
                .. chosen.Select(c => new JsonArray(Session, c.Line, withOutput ? new JsonArray(c.Code, c.Output) : JsonValue.Create(c.Code))),
            ]),
        };
    }

    // Session 0 is the present one, negative ones count back from it.
    private IEnumerable<(int Line, string Code, string? Output)> Range(int session, int start, int? stop) =>
        session is 0 or Session ? _cells.Where(c => c.Line >= start && (stop is null || c.Line < stop)) : [];

    private IEnumerable<(int Line, string Code, string? Output)> Search(string pattern, bool unique)
    {
        var found = _cells.Where(c => FileSystemName.MatchesSimpleExpression(pattern, c.Code, ignoreCase: false));
        return unique ? found.Reverse().DistinctBy(c => c.Code).Reverse() : found;
    }
}

using Microsoft.DotNet.Interactive.Formatting;

namespace EvoQuality.Notebooks;

/// <summary>
/// Turns a cell's values into mime bundles through <see cref="Formatter"/>, the class upstream's kernel uses:
/// what is registered for a type wins, charts and DataFrames have a default here, anything else is formatted
/// as upstream does.
/// </summary>
/// <param name="chartName">What the names of charts begin with.</param>
internal sealed class ValueFormatter(string chartName = "chart")
{
    private const string Html = "text/html";
    private const string Plain = "text/plain";

    private readonly ChartFormatter _charts = new(chartName);

    public MimeBundle Format(object value)
    {
        var type = value.GetType();
        var content = Registered(type).ToDictionary(mimeType => mimeType, mimeType => value.ToDisplayString(mimeType));
        if (content.Keys.All(mimeType => mimeType == Plain))
            foreach (var (mimeType, text) in Default(value, type)) content.TryAdd(mimeType, text);
        content.TryAdd(Plain, value.ToDisplayString(Plain));

        var progress = content.Remove(ProgressMark.MimeType, out var mark) ? ProgressMark.Parse(mark) : null;
        if (content.TryGetValue(Html, out var html)) content[Html] = WithoutDefaultStyle(html);
        return new MimeBundle(content, progress);
    }

    private Dictionary<string, string> Default(object value, Type type)
    {
        if (value is MarkdownValue markdown) return new() { ["text/markdown"] = markdown.Text, [Plain] = markdown.Text };
        if (value is LatexValue latex) return new() { ["text/latex"] = $"$${latex.Formula}$$", [Plain] = latex.Formula };
        if (_charts.TryFormat(value) is { } chart) return chart;
        if (type.FullName == "Microsoft.Data.Analysis.DataFrame")
            return new() { [Html] = DataFrameTable.Html(value), [Plain] = value.ToString()!.TrimEnd() };
        if (type.IsPrimitive || type.IsEnum || value is string or decimal or TimeSpan or DateTime)
            return [];
        return Formatter.GetPreferredMimeTypesFor(type).ToDictionary(m => m, m => value.ToDisplayString(m));
    }

    private static IEnumerable<string> Registered(Type type) =>
        Formatter.RegisteredFormatters(includeDefaults: false)
            .Where(formatter => Accepts(formatter.Type, type))
            .Select(formatter => formatter.MimeType)
            .Distinct();

    private static bool Accepts(Type registered, Type type) =>
        registered != typeof(object) && (registered.IsAssignableFrom(type) || (registered.IsGenericTypeDefinition &&
            BaseTypes(type).Any(t => t.IsGenericType && t.GetGenericTypeDefinition() == registered)));

    private static IEnumerable<Type> BaseTypes(Type type)
    {
        for (var t = type; t is not null; t = t.BaseType) yield return t;
    }

    // Upstream repeats the same style sheet after every value; the page has its own and Jupyter needs none.
    private static string WithoutDefaultStyle(string html)
    {
        var style = html.LastIndexOf("<style>\n.dni-code-hint", StringComparison.Ordinal);
        if (style < 0) style = html.LastIndexOf("<style>\r\n.dni-code-hint", StringComparison.Ordinal);
        return style < 0 ? html : html[..style];
    }
}

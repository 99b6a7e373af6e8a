using Plotly.NET;

namespace EvoQuality.Notebooks;

/// <summary>The plotly.js that Plotly.NET carries as a resource, so that a page can embed it.</summary>
internal static class PlotlyScript
{
    private static readonly Lazy<string> Text = new(Read);

    public static string Source => Text.Value;

    private static string Read()
    {
        var assembly = typeof(GenericChart).Assembly;
        var name = assembly.GetManifestResourceNames()
            .Single(n => n.Contains("plotly-", StringComparison.Ordinal) && n.EndsWith(".min.js", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

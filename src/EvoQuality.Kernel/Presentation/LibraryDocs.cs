using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace EvoQuality.Presentation;

/// <summary>Summaries of the library's own types and properties, from the XML file that the compiler leaves beside it.</summary>
internal static partial class LibraryDocs
{
    private static readonly Lazy<Dictionary<string, string>> Summaries = new(Read);

    /// <summary>The summary of a type as one line of text.</summary>
    public static string Of(Type type) => Summaries.Value.GetValueOrDefault($"T:{type.FullName}", "");

    /// <summary>The summary of a property as one line of text.</summary>
    public static string Of(PropertyInfo property) =>
        Summaries.Value.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}", "");

    private static Dictionary<string, string> Read()
    {
        var file = Path.ChangeExtension(typeof(LibraryDocs).Assembly.Location, ".xml");
        if (!File.Exists(file)) throw new FileNotFoundException($"{file}: expected the library's documentation beside it, but it is not there; build the kit again.", file);
        return XDocument.Load(file).Descendants("member")
            .Where(m => m.Element("summary") is not null)
            .ToDictionary(m => m.Attribute("name")!.Value, m => Line(m.Element("summary")!));
    }

    private static string Line(XElement summary) => Blank().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "paramref" } link => Name(link.Attribute("cref")?.Value ?? link.Attribute("langword")?.Value ?? link.Attribute("name")?.Value ?? link.Value),
        XElement element => element.Value,
        _ => "",
    };

    /// <summary><c>P:EvoQuality.Grpo.GrpoLossOptions.ClipRange</c> as <c>ClipRange</c>.</summary>
    private static string Name(string reference) => reference.Split('(')[0].Split('.')[^1];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}

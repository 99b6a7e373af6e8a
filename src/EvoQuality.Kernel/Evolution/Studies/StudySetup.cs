using System.Text.Json;
using System.Text.Json.Nodes;
using EvoQuality.Foundations;

namespace EvoQuality.Evolution.Studies;

/// <summary>What all cells of a study share, as its files say it: paths may differ, the cells hold the names and scores of the pictures themselves.</summary>
internal static class StudySetup
{
    public static EvolutionSetup Of(Study study) => study.Base with { Images = "", Labels = "", Test = "", TestLabels = "", Policy = "" };

    /// <summary>The same as JSON.</summary>
    public static JsonObject JsonOf(Study study) => JsonSerializer.SerializeToNode(Of(study), RunFolder.Format)!.AsObject();

    /// <summary>Settings that are not as they were.</summary>
    public static string[] Differences(IEnumerable<KeyValuePair<string, JsonNode?>> now, JsonNode? then) =>
    [
        .. from setting in now
           let was = then?[setting.Key]
           where !JsonNode.DeepEquals(setting.Value, was)
           select $"{setting.Key} was {was?.ToJsonString() ?? "nothing"}, is {setting.Value?.ToJsonString() ?? "nothing"}",
    ];

    /// <summary>A file that says what a study is.</summary>
    /// <exception cref="InvalidDataException">It is no JSON object.</exception>
    public static JsonObject Read(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file)) as JsonObject ?? throw new JsonException("it is no object.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}: expected what the study is as JSON, but {e.Message}", e);
        }
    }
}

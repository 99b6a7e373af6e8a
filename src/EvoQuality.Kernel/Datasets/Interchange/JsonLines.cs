using System.Text;
using System.Text.Json;
using EvoQuality.Foundations;

namespace EvoQuality.Datasets.Interchange;

/// <summary>
/// One JSON object per line: VisualQuality-R1's training files (<c>image</c>, <c>conversations</c> with the score as the
/// answer) and manifests (<c>name</c>, <c>mos</c>, maybe <c>std</c>, <c>split</c>, <c>reference</c>).
/// </summary>
public static class JsonLines
{
    /// <summary>The labels in file order.</summary>
    /// <exception cref="InvalidDataException">Names the file, the line and the key that is wrong.</exception>
    public static IReadOnlyList<Label> Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: expected a label file, found no such file.", path);
        var labels = new List<Label>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                using var json = JsonDocument.Parse(line);
                labels.Add(One(new JsonPlace(path, number, json.RootElement)));
            }
            catch (JsonException e)
            {
                throw JsonPlace.NotJson(path, number, e);
            }
        }

        return labels;
    }

    /// <summary>
    /// Writes a set as VisualQuality-R1's training file: scores on 1 to 5, higher better, as its <c>make_data.py</c> has
    /// them. The prompt is the question without the picture's mark.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="set">Pictures with scores, and their scale.</param>
    /// <param name="prompt">The question.</param>
    /// <exception cref="ArgumentException">A picture has no score.</exception>
    public static void WriteConversations(string path, ImageSet set, string prompt)
    {
        ArgumentNullException.ThrowIfNull(set);
        var scored = set.OnFivePoints();
        var lines = new StringBuilder();
        for (var i = 0; i < scored.Images.Count; i++)
        {
            var image = scored.Images[i];
            lines.Append(JsonSerializer.Serialize(new
            {
                id = i + 1,
                dataset_name = set.Name,
                image = new[] { image.Id },
                conversations = new object[]
                {
                    new { from = "human", value = prompt },
                    new { from = "gpt", value = image.Mos },
                },
            })).Append('\n');
        }

        AtomicFile.WriteAllText(path, lines.ToString());
    }

    private static Label One(JsonPlace place)
    {
        if (place.Object.ValueKind != JsonValueKind.Object) throw place.Fault("", "an object", place.Object.ToString());
        var image = place.Find("image", "name") ?? throw place.Fault("image", "the picture's name", "no such key");
        return new Label(
            place.Image(image), Score(place), place.Find("std") is { } std ? place.Number(std) : null,
            place.Find("reference") is { } reference ? place.Text(reference).Replace('\\', '/') : null,
            place.Find("split") is { } split ? place.Text(split) : null, place.Line, place.File);
    }

    private static double Score(JsonPlace place)
    {
        if (place.Find("mos", "gt_score") is { } key) return place.Number(key);
        if (place.Find("conversations") is null) throw place.Fault("mos", "the picture's score", "no such key");
        var turns = place.Object.GetProperty("conversations");
        if (turns.ValueKind != JsonValueKind.Array) throw place.Fault("conversations", "an array", turns.ToString());
        foreach (var turn in turns.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.Object))
        {
            var said = new JsonPlace(place.File, place.Line, turn);
            if (said.Find("from") is { } from && turn.GetProperty(from) is { ValueKind: JsonValueKind.String } speaker && speaker.ValueEquals("gpt"))
                return said.Number(said.Find("value") ?? throw said.Fault("value", "the picture's score", "no such key"));
        }

        throw place.Fault("conversations", "an answer from 'gpt'", "none");
    }
}

using System.Text.Json;
using EvoQuality.Foundations;

namespace EvoQuality.Datasets.Interchange;

/// <summary>
/// The JSON array of DeQA-Score and Q-Insight (also Q-Align's and Compare2Score's): one object per picture with
/// <c>image</c> (or <c>img_path</c>), <c>gt_score</c>, and maybe <c>std</c>. Q-Align's KADID file has the score in
/// <c>id</c> alone ("I66_01_01.png->4.63"). An entry's number in the array stands for its line.
/// </summary>
public static class MetaJson
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, IndentSize = 4 };

    /// <summary>The labels in file order.</summary>
    /// <exception cref="InvalidDataException">Names the file, the entry and the key that is wrong.</exception>
    public static IReadOnlyList<Label> Read(string path)
    {
        using var json = Parse(path);
        if (json.RootElement.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException($"{path}, line 1: expected an array of pictures, found {json.RootElement.ValueKind}.");
        return [.. json.RootElement.EnumerateArray().Select((e, i) => One(new JsonPlace(path, i + 1, e)))];
    }

    /// <summary>
    /// Writes a set as DeQA-Score's metas: <c>id</c>, <c>image</c>, <c>gt_score</c>, <c>gt_score_norm</c> (1 to 5 over the
    /// range of these scores, higher better), and <c>std</c>, <c>std_norm</c> where known.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="set">Pictures with scores.</param>
    /// <param name="folder">Put before every name, as in <c>KONIQ/images</c>; may be empty.</param>
    /// <exception cref="ArgumentException">A picture has no score.</exception>
    public static void Write(string path, ImageSet set, string folder = "")
    {
        ArgumentNullException.ThrowIfNull(set);
        var scores = set.Images.Select(i => i.Mos ?? throw new ArgumentException($"Every picture needs a score, but {i.Id} has none.", nameof(set))).ToArray();
        var range = MosScale.Observed(scores, set.Scale?.HigherIsBetter ?? true);
        var entries = set.Images.Zip(scores, (image, mos) =>
        {
            var entry = new Dictionary<string, object>
            {
                ["id"] = $"{image.Id[(image.Id.LastIndexOf('/') + 1)..]}->{mos:R}",
                ["image"] = folder.Length == 0 ? image.Id : $"{folder.TrimEnd('/')}/{image.Id}",
                ["gt_score"] = mos,
                ["gt_score_norm"] = range.ToFivePoints(mos),
            };
            if (image.Std is { } std) (entry["std"], entry["std_norm"]) = (std, range.ToFivePointSpread(std));
            return entry;
        });
        AtomicFile.WriteAllText(path, JsonSerializer.Serialize(entries, Format) + "\n");
    }

    private static Label One(JsonPlace place)
    {
        if (place.Object.ValueKind != JsonValueKind.Object) throw place.Fault("", "an object", place.Object.ToString());
        var image = place.Find("image", "img_path", "name") ?? throw place.Fault("image", "the picture's name", "no such key");
        return new Label(
            place.Image(image), Score(place), place.Find("std") is { } std ? place.Number(std) : null,
            place.Find("reference", "ref") is { } reference ? place.Text(reference) : null,
            place.Find("split") is { } split ? place.Text(split) : null, place.Line, place.File);
    }

    private static double Score(JsonPlace place)
    {
        if (place.Find("gt_score", "mos") is { } key) return place.Number(key);
        var id = place.Find("id") is { } found ? place.Text(found) : "";
        return id.LastIndexOf("->", StringComparison.Ordinal) is var arrow and >= 0
            ? place.Number("id", id[(arrow + 2)..])
            : throw place.Fault("gt_score", "the picture's score", "no such key");
    }

    private static JsonDocument Parse(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: expected a label file, found no such file.", path);
        try
        {
            return JsonDocument.Parse(File.ReadAllText(path));
        }
        catch (JsonException e)
        {
            throw JsonPlace.NotJson(path, 1, e);
        }
    }
}

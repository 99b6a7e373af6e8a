using System.Text.Json;

namespace EvoQuality.Notebooks;

/// <summary>
/// How far a long stage has come, as a progress display says it under
/// <c>application/vnd.evoquality.progress+json</c>. Shown live, never saved.
/// </summary>
/// <param name="Stage">What is running.</param>
/// <param name="Done">Items finished.</param>
/// <param name="Total">Items in all; 0 when unknown.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Note">The latest figures; empty if none.</param>
public sealed record ProgressMark(string Stage, long Done, long Total, string Unit, string Note = "")
{
    /// <summary>The mime type a formatter registers to be shown as a progress bar.</summary>
    public const string MimeType = "application/vnd.evoquality.progress+json";

    /// <summary>Reads the JSON object <c>{"stage", "done", "total", "unit", "note"}</c>; names in any case.</summary>
    /// <exception cref="InvalidDataException">The text is not such an object.</exception>
    public static ProgressMark Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<ProgressMark>(json, JsonSerializerOptions.Web)
                   ?? throw new InvalidDataException("A progress display formatted itself as null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"A progress display formatted itself as '{json}'; expected a JSON object.", e);
        }
    }
}

namespace EvoQuality.Notebooks;

/// <summary>A value in the forms a cell would show it in.</summary>
public static class CellValue
{
    /// <summary>Formats a value as a cell's result: content by mime type.</summary>
    public static IReadOnlyDictionary<string, string> Format(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new ValueFormatter().Format(value).Content;
    }
}

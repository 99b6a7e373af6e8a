namespace EvoQuality.Notebooks;

/// <summary>A value on show in a cell's output.</summary>
public sealed class DisplayedValue
{
    private readonly Action<object> _update;

    internal DisplayedValue(Action<object> update) => _update = update;

    /// <summary>Shows another value in the same place, from any thread.</summary>
    public void Update(object updatedValue) => _update(updatedValue);
}

namespace EvoQuality.Imaging;

/// <summary>Size of a picture in patches (transformers' <c>image_grid_thw</c>).</summary>
/// <param name="Time">Temporal patches; 1 for a still picture.</param>
/// <param name="Height">Rows of patches.</param>
/// <param name="Width">Columns of patches.</param>
public sealed record PatchGrid(int Time, int Height, int Width)
{
    /// <summary>P, the number of patches.</summary>
    public int Count => Time * Height * Width;
}

/// <summary>A picture as the vision tower takes it (transformers' <c>pixel_values</c>).</summary>
public sealed class PatchRows
{
    internal PatchRows(PatchGrid grid, float[] values) => (Grid, Values) = (grid, values);

    /// <summary>Size in patches; its <see cref="PatchGrid.Count"/> is P.</summary>
    public PatchGrid Grid { get; }

    /// <summary>
    /// (P, C*T*Y*X), row-major, normalised. Rows go (t, H/2, W/2, 2, 2): the four patches of one visual token
    /// are neighbours. Inside a row: channel, frame, y, x.
    /// </summary>
    public float[] Values { get; }
}

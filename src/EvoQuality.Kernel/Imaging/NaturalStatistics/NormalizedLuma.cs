namespace EvoQuality.Imaging.NaturalStatistics;

/// <summary>
/// Mean-subtracted, contrast-normalised luma (MSCN): (I - μ) / (σ + 1) with μ and σ the local mean and deviation under a Gaussian
/// window of 7x7 with sigma 7/6, the border repeated (Mittal, Moorthy and Bovik 2012; after Ruderman 1994).
/// </summary>
internal sealed class NormalizedLuma
{
    private static readonly GaussianWindow Window = new(7, 7.0 / 6);

    public NormalizedLuma(LumaPlane luma)
    {
        var means = Window.Everywhere(luma).Values;
        var squares = new double[means.Length];
        for (var i = 0; i < squares.Length; i++) squares[i] = luma.Values[i] * luma.Values[i];
        squares = Window.Everywhere(new LumaPlane(luma.Width, luma.Height, squares)).Values;
        var normalized = new double[means.Length];
        for (var i = 0; i < means.Length; i++)
        {
            squares[i] = Math.Sqrt(Math.Abs(squares[i] - (means[i] * means[i])));
            normalized[i] = (luma.Values[i] - means[i]) / (squares[i] + 1);
        }

        Values = new LumaPlane(luma.Width, luma.Height, normalized);
        Deviations = new LumaPlane(luma.Width, luma.Height, squares);
    }

    /// <summary>The normalised luma.</summary>
    public LumaPlane Values { get; }

    /// <summary>The local deviations σ: how sharp a place is.</summary>
    public LumaPlane Deviations { get; }
}

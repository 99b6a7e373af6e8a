namespace EvoQuality.Notebooks;

/// <summary>A box of a chart's picture, in pixels from its upper left corner.</summary>
internal readonly record struct PlotBox(double Left, double Top, double Right, double Bottom)
{
    /// <summary>Pixel of a share of the width, from the left.</summary>
    public double Across(double share) => Left + (share * (Right - Left));

    /// <summary>Pixel of a share of the height, from below.</summary>
    public double Up(double share) => Bottom - (share * (Bottom - Top));
}

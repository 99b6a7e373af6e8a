namespace EvoQuality.Presentation;

/// <summary>The palette of Okabe and Ito (2008), which colour-blind readers can tell apart.</summary>
internal static class Okabe
{
    public const string Blue = "#0072B2";
    public const string Vermillion = "#D55E00";
    public const string Green = "#009E73";
    public const string Purple = "#CC79A7";
    public const string Orange = "#E69F00";
    public const string Grey = "#7A7F87";

    /// <summary>The order in which series take colours; no chart has more than four.</summary>
    public static readonly string[] Series = [Blue, Vermillion, Green, Purple];
}

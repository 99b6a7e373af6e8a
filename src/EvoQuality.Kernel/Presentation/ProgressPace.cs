using System.Globalization;

namespace EvoQuality.Presentation;

/// <summary>How fast a stage goes.</summary>
/// <param name="PerSecond">Items per second since the stage began, more than 0.</param>
/// <param name="Left">Time left at that rate; null where the total is unknown.</param>
public sealed record ProgressPace(double PerSecond, TimeSpan? Left)
{
    /// <summary>"3.2 pairs/s, 1:05 left"; seconds per item where it takes more than one.</summary>
    /// <param name="unit">What is counted, in the plural.</param>
    public string Text(string unit)
    {
        var rate = PerSecond >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{PerSecond:G3} {unit}/s")
            : string.Create(CultureInfo.InvariantCulture, $"{1 / PerSecond:G3} s each");
        return Left is not { } left ? rate
            : left.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{rate}, {(int)left.TotalHours}:{left:mm\\:ss} left")
            : string.Create(CultureInfo.InvariantCulture, $"{rate}, {(int)left.TotalMinutes}:{left.Seconds:00} left");
    }
}

using EvoQuality.Notebooks;

namespace EvoQuality.Tool;

/// <summary>A progress mark as one line: stage, bar, count, rate, time left, note.</summary>
internal static class ProgressLine
{
    private const int BarWidth = 16;

    /// <summary>The line for a terminal: what does not fit goes, first the cell's title, then the bar.</summary>
    public static string Fit(string cell, string title, ProgressMark mark, ProgressRate rate, int width)
    {
        var (full, bare) = (Text(mark, rate, withBar: true), Text(mark, rate, withBar: false));
        string[] candidates = cell.Length == 0
            ? [full, bare] // work outside a notebook
            : [$"{cell} {title}  {full}", $"{cell} {full}", $"{cell} {bare}"];
        return candidates.FirstOrDefault(line => line.Length <= width) ?? candidates[^1];
    }

    /// <summary>The line for a log.</summary>
    public static string Text(ProgressMark mark, ProgressRate rate, bool withBar)
    {
        var count = mark.Total > 0 ? $"{mark.Done}/{mark.Total} {mark.Unit}" : $"{mark.Done} {mark.Unit}";
        var speed = rate.PerSecond > 0 ? $"{Rate(rate.PerSecond)}" : "";
        var left = rate.Left is { TotalSeconds: > 0 } time ? $"{Duration.Text(time)} left" : "";
        string[] parts = [mark.Stage, withBar ? Bar(mark) : "", count, speed, left, mark.Note];
        return string.Join("  ", parts.Where(part => part.Length > 0));
    }

    private static string Rate(double perSecond) => perSecond switch
    {
        >= 100 => $"{perSecond:0}/s",
        >= 1 => $"{perSecond:0.0}/s",
        _ => $"{1 / perSecond:0.0} s each",
    };

    private static string Bar(ProgressMark mark)
    {
        if (mark.Total <= 0) return "";
        var filled = (int)(BarWidth * Math.Clamp((double)mark.Done / mark.Total, 0, 1));
        return new string('━', filled) + new string('─', BarWidth - filled);
    }
}

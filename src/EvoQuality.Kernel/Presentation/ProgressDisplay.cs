using System.Globalization;
using System.Net;
using System.Text.Json;
using EvoQuality.Foundations;

namespace EvoQuality.Presentation;

/// <summary>
/// A progress bar in a cell: <c>var bar = display(new ProgressDisplay("starting"));</c>, then <c>bar.Update(…)</c> with
/// another one. Terminals read its JSON form, pages its bar, everything else its text.
/// </summary>
/// <param name="Progress">How far the stage has come.</param>
public sealed record ProgressDisplay(StageProgress Progress)
{
    /// <summary>The mime type under which terminals and kernels find the figures.</summary>
    public const string MimeType = "application/vnd.evoquality.progress+json";

    /// <summary>A bar that has not moved.</summary>
    /// <param name="stage">What is about to run.</param>
    public ProgressDisplay(string stage) : this(new StageProgress(stage, 0, 0, ""))
    {
    }

    /// <summary>How fast it goes; null while that is unknown. Terminals measure it themselves.</summary>
    public ProgressPace? Pace { get; init; }

    /// <summary>Done over total, 0..1; 0 while the total is unknown.</summary>
    public double Fraction => Progress.Total > 0 ? Math.Clamp(Progress.Done / (double)Progress.Total, 0, 1) : 0;

    /// <summary><c>{"stage", "done", "total", "unit", "note"}</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(Progress, JsonSerializerOptions.Web);

    /// <summary>A small bar with the text beside it.</summary>
    public string ToHtml() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        <div style="display:flex;align-items:center;gap:.8em;font-size:.85em">
        <div style="flex:0 0 160px;height:6px;border-radius:3px;background:#8884">
        <div style="width:{100 * Fraction:F0}%;height:6px;border-radius:3px;background:{Okabe.Blue}"></div></div>
        <span>{WebUtility.HtmlEncode(Pace is null ? ToString() : $"{this}, {Pace.Text(Progress.Unit)}")}</span></div>
        """);

    /// <summary>"round 1: GRPO 12/120 steps (reward 0.81)".</summary>
    public override string ToString()
    {
        var (stage, done, total, unit, note) = Progress;
        var count = total > 0 ? $" {done}/{total} {unit}" : done > 0 ? $" {done} {unit}" : "";
        return stage + count + (note.Length > 0 ? $" ({note})" : "");
    }
}

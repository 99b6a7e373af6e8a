using EvoQuality.Grpo;
using Plotly.NET;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <content>What one GRPO step does to the answers it was taken on.</content>
public static partial class Charts
{
    /// <summary>Change of every answer's log-probability against its advantage. Its data: <see cref="Tables.Shifts"/>.</summary>
    /// <param name="shifts">Answers before and after; one series per prompt, at most four.</param>
    public static GenericChart Shifts(IReadOnlyList<CompletionShift> shifts)
    {
        ArgumentNullException.ThrowIfNull(shifts);
        if (shifts.Count == 0) throw new ArgumentException("Expected answers to show, found none.", nameof(shifts));
        var prompts = shifts.GroupBy(s => s.Prompt).ToArray();
        if (prompts.Length > Okabe.Series.Length) throw new ArgumentException($"A chart shows at most {Okabe.Series.Length} prompts, but there are {prompts.Length}.", nameof(shifts));
        double? Mean(Func<CompletionShift, bool> which) => shifts.Where(which).Select(s => (double?)s.Change).Average();
        var title = Invariant($"Answers with a positive advantage change by {Mean(s => s.Advantage > 0):+0.000;-0.000;0.000} nats, those with a negative one by {Mean(s => s.Advantage < 0):+0.000;-0.000;0.000}");
        var figure = new Figure(title, "advantage (Eq. 4)", "change of log-probability, nats");
        foreach (var (i, group) in prompts.Index())
        {
            figure.Add(
                "scatter", ("mode", "markers"), ("name", $"picture {group.Key + 1}"), ("x", group.Select(s => s.Advantage).ToArray()),
                ("y", group.Select(s => s.Change).ToArray()), ("text", group.Select(s => s.Answer).ToArray()), ("opacity", 0.8),
                ("marker", Figure.Of(("size", 8), ("color", Okabe.Series[i]))));
        }

        return (prompts.Length > 1 ? figure.Legend() : figure).Chart();
    }
}

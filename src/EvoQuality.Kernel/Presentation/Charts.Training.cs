using EvoQuality.Evolution;
using EvoQuality.Grpo;
using Plotly.NET;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <content>Curves over GRPO steps: raw values light, their running mean on top, a dotted line where a round begins.</content>
public static partial class Charts
{
    private const int Window = 9;

    /// <summary>Mean reward per step.</summary>
    public static GenericChart Reward(IReadOnlyList<RoundResult> rounds)
    {
        double[] values = [.. Steps(rounds).Select(m => m.Reward)];
        var (first, last) = Ends(values);
        return Curve(rounds, values, Invariant($"Reward goes from {first:F3} to {last:F3} in {values.Length} steps"), "mean reward (0 to 1)", Okabe.Blue);
    }

    /// <summary>Distance from the reference policy per step.</summary>
    public static GenericChart Kl(IReadOnlyList<RoundResult> rounds)
    {
        double[] values = [.. Steps(rounds).Select(m => m.Kl)];
        var (_, last) = Ends(values);
        return Curve(rounds, values, Invariant($"The policy ends {last:G2} nats per token from its reference"), "KL estimate, nats per token", Okabe.Vermillion);
    }

    /// <summary>Mean of the values around each one; the window is cut at the ends.</summary>
    internal static double[] Smoothed(double[] values) =>
    [
        .. values.Select((_, i) =>
        {
            var reach = Math.Min(Window / 2, Math.Min(i, values.Length - 1 - i));
            return values[(i - reach)..(i + reach + 1)].Average();
        }),
    ];

    private static GrpoMetrics[] Steps(IReadOnlyList<RoundResult> rounds)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        GrpoMetrics[] all = [.. rounds.SelectMany(r => r.Training)];
        return all.Length > 0 ? all : throw new ArgumentException("These rounds hold no training step.", nameof(rounds));
    }

    /// <summary>Means of the first and the last tenth.</summary>
    private static (double First, double Last) Ends(double[] values)
    {
        var tenth = Math.Max(1, values.Length / 10);
        return (values.Take(tenth).Average(), values.TakeLast(tenth).Average());
    }

    private static GenericChart Curve(IReadOnlyList<RoundResult> rounds, double[] values, string title, string unit, string color)
    {
        int[] steps = [.. Enumerable.Range(1, values.Length)];
        var starts = rounds.Where(r => r.Training.Count > 0)
            .Select(r => (r.Round, At: rounds.Where(q => q.Round < r.Round).Sum(q => q.Training.Count) + 0.5)).ToArray();
        return new Figure(title, "GRPO step", unit)
            .Add("scatter", ("mode", "lines"), ("name", "each step"), ("x", steps), ("y", values), ("opacity", 0.35), ("line", Figure.Of(("color", color), ("width", 1))))
            .Add("scatter", ("mode", "lines"), ("name", $"mean of {Window} steps"), ("x", steps), ("y", Smoothed(values)), ("line", Figure.Of(("color", color), ("width", 2.5))))
            .Set("xaxis", ("range", new[] { 0.5, values.Length + 0.5 }))
            .Layout("shapes", starts.Where(s => s.At > 1).Select(s => Figure.Of(
                ("type", "line"), ("x0", s.At), ("x1", s.At), ("yref", "paper"), ("y0", 0), ("y1", 1), ("line", Figure.Of(("dash", "dot"), ("color", Okabe.Grey))))).ToArray())
            .Layout("annotations", starts.Select(s => Figure.Of(
                ("text", $"round {s.Round}"), ("x", s.At), ("xanchor", "left"), ("yref", "paper"), ("y", 1), ("yanchor", "top"), ("showarrow", false), ("bgcolor", "rgba(255,255,255,0.7)"), ("font", Figure.Of(("color", Okabe.Grey))))).ToArray())
            .Legend()
            .Chart();
    }
}

using EvoQuality.Planning;
using Plotly.NET;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <content>What a round costs on paper.</content>
public static partial class Charts
{
    /// <summary>GPU hours of votes, rollouts, training and evaluation, a bar for each plan. Its data: <see cref="Tables.RoundPlans"/>.</summary>
    /// <param name="plans">One to four, in the order to show.</param>
    /// <param name="device">The device whose hours are counted.</param>
    /// <exception cref="ArgumentException">There is no plan, or there are more than four.</exception>
    public static GenericChart RoundHours(IReadOnlyList<(string Name, RoundCost Cost)> plans, DeviceRates device)
    {
        ArgumentNullException.ThrowIfNull(plans);
        ArgumentNullException.ThrowIfNull(device);
        if (plans.Count == 0 || plans.Count > Okabe.Series.Length)
            throw new ArgumentException($"A chart shows one to {Okabe.Series.Length} plans, but there are {plans.Count}.", nameof(plans));
        double[] totals = [.. plans.Select(p => p.Cost.DeviceHours(device))];
        var title = plans.Count == 1
            ? Invariant($"{plans[0].Name}: {totals[0]:N0} GPU hours on {device.Name}")
            : Invariant($"GPU hours on {device.Name}: {string.Join(", ", plans.Select((p, i) => Invariant($"{p.Name} {totals[i]:N0}")))}");
        var figure = new Figure(title, "part of the round", "GPU hours");
        foreach (var (i, (name, cost)) in plans.Index())
        {
            double[] hours = [.. Tables.RoundParts.Select(p => cost.DeviceHours(device, p.Stages))];
            figure.Add(
                "bar", ("name", name), ("x", Tables.RoundParts.Select(p => p.Part).ToArray()), ("y", hours), ("marker", Figure.Of(("color", Okabe.Series[i]))),
                ("text", hours.Select(h => Invariant($"{h:N0}")).ToArray()), ("textposition", "outside"));
        }

        figure.Set("yaxis", ("rangemode", "tozero")).Layout("barmode", "group").Layout("bargap", 0.2);
        return (plans.Count > 1 ? figure.Legend() : figure).Chart();
    }
}

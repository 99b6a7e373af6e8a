using EvoQuality.Foundations;
using EvoQuality.Grpo;
using static System.FormattableString;

namespace EvoQuality.Evolution;

/// <summary>Early stop of a stage whose answers have become all alike: from then on no group has a gradient.</summary>
public sealed record DiversityRule
{
    /// <summary>Stops where the answers' mean entropy over the last window is below this share of the first window's; 0 or more, below 1. Our choice: 0.1.</summary>
    [Setting("share", SettingSource.Ours)]
    public double KeptShare { get; init; } = 0.1;

    /// <summary>Steps in a window, 1 or more. Our choice: 20.</summary>
    [Setting("GRPO steps", SettingSource.Ours)]
    public int Window { get; init; } = 20;

    /// <summary>Judges the steps taken so far.</summary>
    /// <param name="steps">Steps of one stage in order.</param>
    /// <returns>Why to stop, a sentence; null to go on. Fewer than two windows of steps with parsed answers give no judgement.</returns>
    public string? Reason(IReadOnlyList<GrpoMetrics> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        if (!(KeptShare >= 0 && KeptShare < 1)) throw new InvalidOperationException($"KeptShare is {KeptShare}, expected 0 or more and below 1.");
        if (Window < 1) throw new InvalidOperationException($"Window is {Window}, expected 1 or more steps.");
        double[] entropies = [.. steps.Select(s => s.AnswerEntropy).OfType<double>()];
        if (entropies.Length < 2 * Window) return null;
        var (first, last) = (entropies.Take(Window).Average(), entropies.TakeLast(Window).Average());
        if (last > 0 && last >= KeptShare * first) return null;
        var share = first > 0 ? Invariant($", {last / first:P0} of the {first:F3} nats of the first {Window}") : "";
        return Invariant($"The answers have lost their diversity: their entropy is {last:F3} nats over the last {Window} steps{share}; at least {KeptShare:P0} was to be kept.");
    }
}

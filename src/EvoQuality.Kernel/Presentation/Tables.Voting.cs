using EvoQuality.Voting;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <content>How many votes a preference needs.</content>
public static partial class Tables
{
    /// <summary>Agreement of the majority at every K, with its 95 % interval and the share of ties.</summary>
    /// <param name="curves">Curves by name.</param>
    public static DataFrame VotingBudget(params IReadOnlyList<(string Name, IReadOnlyList<VotingPoint> Points)> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        return new TableOf<(string Name, VotingPoint Point)>(curves.SelectMany(c => c.Points.Select(p => (c.Name, p))))
            .Text("curve", r => r.Name)
            .Whole("K", r => r.Point.K)
            .Number("agreement", r => r.Point.Agreement)
            .Number("low", r => r.Point.Interval?.Low)
            .Number("high", r => r.Point.Interval?.High)
            .Number("ties", r => r.Point.TieRate)
            .Frame;
    }
}

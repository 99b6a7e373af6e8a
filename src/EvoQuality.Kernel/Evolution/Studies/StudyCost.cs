namespace EvoQuality.Evolution.Studies;

/// <summary>
/// What one process spent on a cell: a line of the cell's <c>cost.jsonl</c>. Work that was taken over from another cell is in
/// that cell's cost; a process that was killed leaves no line.
/// </summary>
/// <param name="Voting">Seconds of voting.</param>
/// <param name="Training">Seconds of training, that of controls included.</param>
/// <param name="Evaluation">Seconds of evaluation.</param>
/// <param name="Total">Seconds in all.</param>
/// <param name="Votes">Votes on the pool.</param>
public sealed record StudyCost(double Voting, double Training, double Evaluation, double Total, long Votes)
{
    /// <summary>Votes on the pool per second of voting; null without any.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double? VotesPerSecond => Voting > 0 && Votes > 0 ? Votes / Voting : null;

    internal static StudyCost Of(StageClock clock) =>
        new(clock.VotingSeconds, clock.TrainingSeconds, clock.EvaluationSeconds, clock.TotalSeconds, clock.Votes);

    /// <summary>Both together.</summary>
    public static StudyCost operator +(StudyCost a, StudyCost b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return new(a.Voting + b.Voting, a.Training + b.Training, a.Evaluation + b.Evaluation, a.Total + b.Total, a.Votes + b.Votes);
    }
}

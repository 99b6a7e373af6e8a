namespace EvoQuality.Evaluation;

/// <summary>What a run measured on one set, to lie beside the published numbers.</summary>
/// <param name="Model">The row: policy, round, way of scoring.</param>
/// <param name="Set">The column, in the words of <see cref="PublishedNumbers.Sets"/>; others become columns of their own.</param>
/// <param name="Images">Pictures measured on.</param>
/// <param name="Plcc">PLCC; null where undefined.</param>
/// <param name="Srcc">SRCC; null where undefined.</param>
/// <param name="Votes">Votes per pair, K, for Fig. 3.</param>
public sealed record MeasuredNumber(string Model, string Set, int Images, double? Plcc, double? Srcc, int? Votes = null)
{
    /// <summary>From an evaluation; correlations as they are in it.</summary>
    public static MeasuredNumber Of(string model, string set, CorrelationResult result, int? votes = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new MeasuredNumber(model, set, result.Images, result.Plcc, result.Srcc, votes);
    }
}

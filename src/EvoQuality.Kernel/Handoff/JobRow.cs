using EvoQuality.Datasets;
using EvoQuality.Voting;

namespace EvoQuality.Handoff;

/// <summary>One prompt of a training: a picture that is scored because of a pair. Names of pictures are the pool's ids.</summary>
/// <param name="Step">Step that takes it, from 0.</param>
/// <param name="Pair">Number of the pair within the step, from 0; its other picture has the row beside this one.</param>
/// <param name="Picture">What is scored.</param>
/// <param name="Partner">The pair's other picture.</param>
/// <param name="Preference">p*(picture, partner).</param>
public sealed record JobRow(int Step, int Pair, string Picture, string Partner, double Preference)
{
    /// <summary>Both rows of every pair of a step.</summary>
    internal static IEnumerable<JobRow> Of(IReadOnlyList<Preference> pairs, int step, ImageSet pool) =>
        pairs.SelectMany((pair, number) => new[] { pair, pair.Swap() }.Select(p =>
            new JobRow(step, number, pool.Images[p.First].Id, pool.Images[p.Second].Id, p.Value)));
}

namespace EvoQuality.Foundations.Queue;

/// <summary>What a job asks, beside its pictures: written to <c>job.json</c> when it is made, never changed.</summary>
/// <typeparam name="TOptions">How it is asked.</typeparam>
/// <param name="Kind"><c>votes</c> or <c>scores</c>.</param>
/// <param name="Format">Layout of the job's folder.</param>
/// <param name="Kit">Version of the library that made it: workers of another one are refused.</param>
/// <param name="Round">Version of the policy that answers, as an evolution counts: 0 is the start.</param>
/// <param name="Seed">Root of the draws: thing i draws from children of its own.</param>
/// <param name="Policy">Name of the exact policy: whoever answers must have the same.</param>
/// <param name="Items">Things asked: pairs or pictures.</param>
/// <param name="Batch">Things asked together.</param>
/// <param name="Options">How they are asked.</param>
/// <param name="Border">Number of the first thing that is not asked together with those before it; null for none.</param>
public sealed record JobTerms<TOptions>(
    string Kind, int Format, string Kit, int Round, ulong Seed, string Policy, int Items, int Batch, TOptions Options, int? Border = null)
{
    /// <summary>Refuses another policy than the one that the job names.</summary>
    /// <exception cref="ArgumentException">It is another.</exception>
    public void Expect(string policy)
    {
        if (policy != Policy)
            throw new ArgumentException($"The job asks the policy {Policy}, and this worker has {policy}: their answers must not be mixed.", nameof(policy));
    }
}

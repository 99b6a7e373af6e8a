using EvoQuality.Foundations;
using EvoQuality.Generation;

namespace EvoQuality.Evolution;

/// <summary>The versions of a finished run as policies, from the weights that its folder keeps.</summary>
public static class KeptVersions
{
    /// <summary>The start, then every round's version, one at a time: each but the start is released before the next.</summary>
    /// <param name="start">The policy that the run started from; see <see cref="RecordedRun.Policy"/>.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="run">The run.</param>
    /// <exception cref="InvalidDataException">Weights of a version are missing, damaged, or of another model.</exception>
    public static IEnumerable<(int Round, QwenPolicy Policy)> Of(QwenPolicy start, RunFolder folder, RecordedRun run)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(run);
        yield return (0, start);
        foreach (var round in run.Rounds.Select(r => r.Round).Where(r => r > 0))
        {
            using var version = TrainedWeights.Version(start, folder.File(EvolutionRecord.PolicyOf(round)));
            yield return (round, version);
        }
    }
}

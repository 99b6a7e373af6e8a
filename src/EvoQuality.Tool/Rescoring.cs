using EvoQuality.Evaluation;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Presentation;

namespace EvoQuality.Tool;

/// <summary>Loads every version's kept weights, scores a few test pictures again, and compares with the stored scores.</summary>
internal static class Rescoring
{
    private const double Tolerance = 1e-4; // score points; another batch adds up in another order

    /// <summary>The comparison; a note instead of figures where the run has no test set or its settings are not those of the main notebook.</summary>
    /// <exception cref="InvalidDataException">The start's weights are not those the run started with.</exception>
    public static IEnumerable<VerifiedFigure> Check(RunFolder folder, RecordedRun run, int count)
    {
        if (run.Rounds[0].Evaluation is null || !File.Exists(folder.File(EvolutionSetup.FileName))) yield break;
        var setup = EvolutionSetup.Read(folder);
        var data = EvolutionData.Load(setup);
        using var policy = setup.LoadPolicy();
        var known = RunIdentity.HashOf(policy) == run.Policy;
        yield return new VerifiedFigure("weights of the start", known, known ? "" : $"{setup.PolicyFolder} is not what the run started with");
        if (!known) yield break;
        foreach (var (round, version) in KeptVersions.Of(policy, folder, run))
        {
            var stored = run.Rounds[round].Evaluation!.Scores.Take(count).ToArray();
            var options = setup.Options().Scores with { Samples = 1 };
            var again = ScorePredictor.Predict(version, [.. data.Test!.Images.Take(count)], options, SelfEvolution.ScoreSeed(run.Seed));
            var furthest = stored.Zip(again).Max(p => Math.Max(Distance(p.First.Expected, p.Second.Expected), Distance(p.First.Greedy, p.Second.Greedy)));
            yield return new VerifiedFigure(
                $"scores of version {round} from its weights ({stored.Length} pictures)", furthest <= Tolerance,
                furthest <= Tolerance ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"they differ by up to {furthest:G3} points"));
        }
    }

    private static double Distance(double? a, double? b) => a is { } x && b is { } y ? Math.Abs(x - y) : Equals(a, b) ? 0 : double.PositiveInfinity;
}

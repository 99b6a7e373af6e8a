namespace EvoQuality.Evolution.Studies;

/// <summary>First tier on generated scenes: does the policy see better after rounds without labels, and what do votes add to it?</summary>
internal static class ScenesFirst
{
    /// <summary>The variant that the others are held against: the defaults.</summary>
    internal const string Main = "k32";

    private const int Rounds = 3;
    private static readonly string[] Evolved = [Main, "k1", "k8", "exact", "exact-soft", "own-scores", "evoestimate"];
    private static readonly ControlKind[] Controls = [ControlKind.SharpenedStart, ControlKind.ShuffledLabels, ControlKind.RandomLabels, ControlKind.TrueLabels];

    internal static Study Study { get; } = Tier("scenes-first", "Generated scenes: rounds 0 to 3 beside four controls, K from 1 to without end, no votes at all, ranking against regression.") with
    {
        Base = new EvolutionSetup { Rounds = Rounds, Controls = "", TestScenes = 1000 },
    };

    /// <summary>The grid of a first tier, on any pictures.</summary>
    internal static Study Tier(string name, string asks) => new()
    {
        Name = name,
        Asks = asks,
        Base = new EvolutionSetup { Rounds = Rounds, Controls = "" },
        Seeds = [1, 2, 3, 4, 5],
        Variants =
        [
            new(Main, setup => setup with { Controls = "sharpened,shuffled,random,true" }),
            new("k1", setup => setup with { K = 1 }),
            new("k8", setup => setup with { K = 8 }),
            new("exact", setup => setup with { Votes = "exact" }),
            new("exact-soft", setup => setup with { Votes = "exact", Soft = true }),
            new("own-scores", setup => setup with { Supervision = "own-scores" }),
            new("evoestimate", setup => setup with { Reward = "evoestimate" }),
        ],
        Questions =
        [
            StudyQuestion.Gain(Rounds, Evolved),
            StudyQuestion.Later(Rounds, Evolved),
            StudyQuestion.Controls(Rounds, Main, Controls),
            StudyQuestion.Against("votes", Rounds, "k1", "k8", Main, "exact", "exact-soft"),
            StudyQuestion.Against("teachers", Rounds, "own-scores", Main),
            StudyQuestion.Against("reward", Rounds, "evoestimate", Main, "own-scores"),
        ],
    };
}

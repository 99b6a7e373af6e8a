namespace EvoQuality.Evolution.Studies;

/// <summary>
/// Second tier on generated scenes, one option at a time against the defaults. Settings may be chosen by it, so it is judged on
/// the development scenes and not on those of the first tier.
/// </summary>
internal static class ScenesSecond
{
    private const int Rounds = 2;
    private const string Main = ScenesFirst.Main;

    private static readonly StudyVariant[] Votes =
    [
        .. new[] { 1, 2, 4, 8, 16, 64 }.Select(k => new StudyVariant($"k{k}", s => s with { K = k })),
        new("one-order", s => s with { Order = "fixed" }),
        new("random-order", s => s with { Order = "random" }),
        new("soft", s => s with { Soft = true }),
        new("no-ties", s => s with { Ties = "dropped" }),
        new("confident", s => s with { Confidence = 0.75 }),
    ];

    private static readonly StudyVariant[] Pairs =
    [
        new("informative", s => s with { Pairing = "information" }),
        new("synthetic-quarter", s => s with { Synthetic = 0.25 }),
        new("synthetic-half", s => s with { Synthetic = 0.5 }),
        new("pool-1600", s => s with { Scenes = 4 * s.Scenes }),
    ];

    private static readonly StudyVariant[] Training =
    [
        new("partners-batch", s => s with { Partners = "batch" }),
        new("trl", s => s with { Grpo = "trl" }),
        new("verl", s => s with { Grpo = "verl" }),
        new("visualquality-r1", s => s with { Grpo = "visualquality-r1" }),
        new("threshold", s => s with { Reward = "threshold" }),
        new("beta-none", s => s with { Beta = 0 }),
        new("beta-high", s => s with { Beta = 0.2 }),
        new("reference-reset", s => s with { Reference = "round" }),
        new("slower", s => s with { Rate = s.Rate / 3 }),
        new("longer", s => s with { Steps = 2 * s.Steps }),
        new("pool-1600-slower", s => s with { Scenes = 4 * s.Scenes, Rate = s.Rate / 3 }),
        new("pool-1600-longer", s => s with { Scenes = 4 * s.Scenes, Steps = 2 * s.Steps }),
    ];

    private static readonly StudyVariant[] Answers = [new("reasoning", s => s with { Style = "reasoning" })];

    /// <summary>Who teaches and how: the order of the policy's own scores in place of its votes, and regression in place of ranking.</summary>
    private static readonly StudyVariant[] Teachers =
    [
        new("own-scores", s => s with { Supervision = "own-scores" }),
        new("evoestimate", s => s with { Reward = "evoestimate" }),
        new("supervised-regression", s => s with { Supervision = "mos", Reward = "evoestimate" }),
    ];

    /// <summary>Scorers made weaker by coins or stronger by a little supervision, then left to their own votes: how far must the voter be ahead?</summary>
    private static readonly StudyVariant[] Starts =
    [
        .. new[] { 20, 60 }.SelectMany(steps => new StudyVariant[]
        {
            new($"weakened-{steps}", s => s with { Supervision = "random", Rounds = 1, Steps = steps }),
            new($"from-weakened-{steps}", s => s) { StartsFrom = $"weakened-{steps}" },
        }),
        .. new[] { 5, 20, 60 }.SelectMany(steps => new StudyVariant[]
        {
            new($"taught-{steps}", s => s with { Supervision = "mos", Rounds = 1, Steps = steps }),
            new($"from-taught-{steps}", s => s) { StartsFrom = $"taught-{steps}" },
        }),
        new("supervised", s => s with { Supervision = "mos" }),
        new("evolved-supervised", s => s) { StartsFrom = "supervised" },
        new("supervised-evolved", s => s with { Supervision = "mos" }) { StartsFrom = Main },
    ];

    private static readonly string[] StartedElsewhere = [.. Names([.. Starts.Where(v => v.StartsFrom is not null)])];

    /// <summary>All that start from the pocket policy and change one option, the defaults first.</summary>
    private static readonly string[] Options = [Main, .. Names(Votes), .. Names(Pairs), .. Names(Training), .. Names(Answers), .. Names(Teachers)];

    internal static Study Study { get; } = new()
    {
        Name = "scenes-second",
        Asks = "Generated scenes, one option at a time: votes, pairs, training, answers, teachers, starts.",
        Base = new EvolutionSetup { Rounds = Rounds, Controls = "", TestScenes = 1000, Part = "development" },
        Seeds = [1, 2, 3],
        Variants = [new(Main, s => s), .. Votes, .. Pairs, .. Training, .. Answers, .. Teachers, .. Starts],
        Questions =
        [
            StudyQuestion.Gain(Rounds, Options),
            StudyQuestion.Later(Rounds, [.. Options, .. StartedElsewhere]),
            Default("votes", Votes),
            Default("pairs", Pairs),
            Default("training", [.. Training.Where(v => !v.Name.StartsWith("pool-", StringComparison.Ordinal))]),
            StudyQuestion.Between("larger pool", Rounds, ("pool-1600-slower", "pool-1600"), ("pool-1600-longer", "pool-1600")), // one thing at a time
            Default("answers", Answers),
            StudyQuestion.Gain(Rounds, [.. StartedElsewhere, "supervised"]) with { Name = "starts" },
            StudyQuestion.Against("healed", Rounds, Main, "from-weakened-20", "from-weakened-60"), // as high as from the unspoiled start?
            StudyQuestion.Against("teachers", Rounds, Main, [.. Names(Teachers), "supervised"]),
            StudyQuestion.Between("ranking", Rounds, ("own-scores", "evoestimate"), ("supervised", "supervised-regression")),
            StudyQuestion.Against("stacking", Rounds, "supervised", "supervised-evolved"),
        ],
    };

    private static StudyQuestion Default(string name, StudyVariant[] variants) => StudyQuestion.Against(name, Rounds, Main, Names(variants));

    private static IEnumerable<string> Names(StudyVariant[] variants) => variants.Select(v => v.Name);
}

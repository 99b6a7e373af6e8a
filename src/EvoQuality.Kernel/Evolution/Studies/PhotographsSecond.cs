namespace EvoQuality.Evolution.Studies;

/// <summary>
/// Second tier on BIQ2021's training photographs: what makes a round gain where the votes are not ahead of the scores. One option
/// at a time against exact votes, judged on the development part; settings may be chosen by it.
/// </summary>
internal static class PhotographsSecond
{
    private const int Rounds = 3;
    private const string Main = "exact";

    private static readonly StudyVariant[] Options =
    [
        new("synthetic-half", s => s with { Synthetic = 0.5 }),
        new("longer", s => s with { Steps = 2 * s.Steps }),
        new("slower", s => s with { Rate = s.Rate / 3 }),
        new("beta-high", s => s with { Beta = 0.2 }),
        new("reference-reset", s => s with { Reference = "round" }),
        new("confident", s => s with { Confidence = 0.75 }),
        new("supervised", s => s with { Supervision = "mos" }), // what the pairs would teach if every vote was right
        new("supervised-regression", s => s with { Supervision = "mos", Reward = "evoestimate" }), // what opinion itself would teach
    ];

    internal static Study Study { get; } = new()
    {
        Name = "photographs-second",
        Asks = "BIQ2021's training photographs, one option at a time: pairs, steps, rate, how close to the start, labels.",
        Base = new EvolutionSetup { Rounds = Rounds, Votes = "exact", Controls = "" },
        OnPhotographs = true,
        Seeds = [1, 2, 3],
        Variants = [new(Main, s => s), .. Options],
        Questions =
        [
            StudyQuestion.Gain(Rounds, [Main, .. Options.Select(v => v.Name)]),
            StudyQuestion.Against("options", Rounds, Main, Options.Select(v => v.Name)),
            StudyQuestion.Between("ranking", Rounds, ("supervised", "supervised-regression")),
        ],
    };
}

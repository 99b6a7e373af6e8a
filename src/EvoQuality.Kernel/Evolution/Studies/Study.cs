namespace EvoQuality.Evolution.Studies;

/// <summary>
/// A grid of evolutions, seeds by variants, and the questions it answers. A study is a declaration: <see cref="StudyRun"/>
/// carries it out.
/// </summary>
public sealed record Study
{
    /// <summary>Name by which it is asked for, such as <c>scenes-first</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What carries it out; null for <c>evoquality study</c> and its name.</summary>
    public string? Command { get; init; }

    /// <summary>What it asks, in a sentence.</summary>
    public required string Asks { get; init; }

    /// <summary>What all cells share: pictures, sizes, rates.</summary>
    public required EvolutionSetup Base { get; init; }

    /// <summary>Whether it evolves on BIQ2021's photographs (<see cref="StudyPhotographs"/>) and not on generated scenes.</summary>
    public bool OnPhotographs { get; init; }

    /// <summary>Most photographs to evolve on, and to judge by; null for all. Of scenes the set-up says it.</summary>
    public int? MostPhotographs { get; init; }

    /// <summary>Seeds, in the order they are run.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>Variants, in the order they are run for every seed.</summary>
    public required IReadOnlyList<StudyVariant> Variants { get; init; }

    /// <summary>What is compared with what.</summary>
    public required IReadOnlyList<StudyQuestion> Questions { get; init; }

    /// <summary>What a smoke run changes in the set-up: the same grid with so little of everything that it takes minutes.</summary>
    public Func<EvolutionSetup, EvolutionSetup> SmokeChange { get; init; } = setup => setup with
    {
        Pairs = 40,
        Steps = 2,
        Group = 4,
        Samples = 2,
        Scenes = 24,
        TestScenes = 24,
    };

    /// <summary>
    /// The study in minutes: one seed, few pictures, pairs and steps. It shows that everything runs; its numbers say nothing.
    /// </summary>
    public Study Smoke() => this with
    {
        Name = $"{Name}-smoke",
        Command = $"evoquality study {Name} --smoke",
        Seeds = [.. Seeds.Take(1)],
        Variants = [.. Variants.Select(v => v with { Change = setup => SmokeChange(v.Change(setup)) })],
        Base = SmokeChange(Base),
        MostPhotographs = 24,
    };

    /// <summary>
    /// The cells of seeds and variants, seed by seed, so that a study that is stopped has whole seeds. A variant that starts from
    /// another brings that one along.
    /// </summary>
    /// <param name="seeds">Seeds; null for the study's own.</param>
    /// <param name="pattern">Names of variants with commas between; <c>*</c> and <c>?</c> stand for any letters; null for all.</param>
    /// <exception cref="ArgumentException">A pattern fits no variant, or a seed is negative; the message lists the variants.</exception>
    public IReadOnlyList<StudyCell> Cells(IReadOnlyList<int>? seeds = null, string? pattern = null)
    {
        Validate();
        var chosen = Chosen(pattern);
        if (chosen.Count == 0 || seeds is { Count: 0 }) throw new ArgumentException($"No cell of {Name} is asked for: {(chosen.Count == 0 ? "no variant" : "no seed")} is named.");
        if ((seeds ?? Seeds).Where(s => s < 0).ToArray() is [var wrong, ..]) throw new ArgumentException($"A seed is {wrong}, expected 0 or more.");
        return [.. from seed in (seeds ?? Seeds).Distinct()
                   from variant in Variants
                   where chosen.Contains(variant.Name)
                   select new StudyCell(this, variant, seed)];
    }

    private HashSet<string> Chosen(string? pattern)
    {
        var chosen = new HashSet<string>();
        foreach (var part in (pattern ?? "*").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            StudyVariant[] fitting = [.. Variants.Where(v => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(part, v.Name))];
            if (fitting.Length == 0)
                throw new ArgumentException($"The study {Name} has no variant '{part}'; it has {string.Join(", ", Variants.Select(v => v.Name))}.");
            foreach (var variant in fitting)
                for (var needed = variant; needed is not null; needed = Variants.FirstOrDefault(v => v.Name == needed.StartsFrom)) chosen.Add(needed.Name);
        }

        return chosen;
    }

    /// <summary>Checks the declaration: names are there once, starts come before those that start from them, questions ask of what there is.</summary>
    private void Validate()
    {
        var known = new HashSet<string>();
        foreach (var variant in Variants)
        {
            if (variant.StartsFrom is { } start && !known.Contains(start)) throw new ArgumentException($"The study {Name} has no variant {start} before {variant.Name}, which starts from it.");
            if (!known.Add(variant.Name)) throw new ArgumentException($"The study {Name} has two variants {variant.Name}.");
        }

        foreach (var name in Questions.SelectMany(q => q.Comparisons).SelectMany(c => new[] { c.Of.Variant, c.Against.Variant }))
            if (!known.Contains(name)) throw new ArgumentException($"The study {Name} asks about a variant {name}, which it does not have.");
    }
}

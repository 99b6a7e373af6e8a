namespace EvoQuality.Evolution.Studies;

/// <summary>The studies that come with the kit.</summary>
public static class KnownStudies
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Study> All { get; } = [ScenesFirst.Study, PhotographsFirst.Study, ScenesSecond.Study, PhotographsSecond.Study];

    /// <summary>One by its name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static Study Named(string name) => All.FirstOrDefault(s => s.Name == name)
        ?? throw new ArgumentException($"There is no study '{name}'; there are {string.Join(", ", All.Select(s => s.Name))}.");
}

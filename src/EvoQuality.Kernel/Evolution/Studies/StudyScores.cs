using EvoQuality.Evaluation;
using EvoQuality.Foundations;

namespace EvoQuality.Evolution.Studies;

/// <summary>The scores that a study's finished cells keep, by seed and policy; each file is read once.</summary>
/// <param name="folder">The study.</param>
/// <param name="part">Folder of a cell below which the scores are; empty for those of the run itself.</param>
internal sealed class StudyScores(StudyFolder folder, string part = "")
{
    private readonly IReadOnlyList<StudyCell> _cells = folder.Done();
    private readonly Dictionary<(StudyCell Cell, string Version), IReadOnlyList<ScoreRecord>> _scores = [];

    /// <summary>Seeds with a finished cell.</summary>
    public IEnumerable<int> Seeds => _cells.Select(c => c.Seed).Distinct();

    /// <summary>A policy's scores; null where its cell is not done or has no such version.</summary>
    public IReadOnlyList<ScoreRecord>? Of(int seed, StudyVersion version)
    {
        if (_cells.FirstOrDefault(c => c.Seed == seed && c.Variant.Name == version.Variant) is not { } cell) return null;
        if (_scores.TryGetValue((cell, version.Version), out var known)) return known;
        if (PathOf(cell, version.Version) is not { } name) return null;
        var file = Path.Combine(folder.PathOf(cell), part, name);
        return File.Exists(file) ? _scores[(cell, version.Version)] = Journal.Read<ScoreRecord>(file) : null;
    }

    private static string? PathOf(StudyCell cell, string version)
    {
        for (var round = 0; round <= cell.Setup.Rounds; round++)
            if (version == StudyVersion.NameOf(round)) return EvolutionRecord.ScoresOf(round);
        foreach (var kind in Enum.GetValues<ControlKind>())
            if (version == StudyVersion.NameOf(kind)) return EvolutionRecord.ScoresOf(kind);
        return null;
    }
}

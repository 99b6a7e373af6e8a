using System.Text.Json;
using System.Text.Json.Nodes;
using EvoQuality.Foundations;

namespace EvoQuality.Evolution.Studies;

/// <summary>What the cells of one folder share besides the study's set-up: the weights they start from, the pictures and their scores.</summary>
internal static class CellGround
{
    /// <summary>Asks, before anything is computed, that a cell stands on the ground of those that are done: only then may work be taken over and gains be paired.</summary>
    /// <param name="folder">The study.</param>
    /// <param name="cell">The cell that is about to run.</param>
    /// <param name="start">Hash of the weights it would start from.</param>
    /// <param name="data">Its pictures.</param>
    /// <exception cref="InvalidDataException">A finished cell had another start, other pictures, other scores or other settings; the message names it.</exception>
    public static void Expect(StudyFolder folder, StudyCell cell, string start, EvolutionData data)
    {
        var (pool, test) = (RunIdentity.HashOf(data.Pool), data.Test is null ? "" : RunIdentity.HashOf(data.Test));
        foreach (var other in folder.Done())
        {
            var file = Path.Combine(folder.PathOf(other), EvolutionRecord.IdentityName);
            var there = StudySetup.Read(file);
            void Same(string name, string value, string what)
            {
                if (there[name]?.ToString() != value) throw new InvalidDataException($"{file}: {other.Name} {what} than {cell.Name} would; choose another folder for the study.");
            }

            if (!JsonNode.DeepEquals(there["options"], JsonSerializer.SerializeToNode(other.Setup.Options(), RunFolder.Format)) || there["added"]?.ToString() != (other.Setup.AddedPairs?.ToString() ?? ""))
                throw new InvalidDataException($"{file}: {other.Name} was run with other settings than its variant has now; choose another folder for the study.");
            if (cell.Variant.StartsFrom is null && other.Variant.StartsFrom is null && cell.Setup.Policy == other.Setup.Policy) Same("policy", start, "started from another policy");
            if (cell.Setup.Scenes == other.Setup.Scenes) Same("pool", pool, "evolved on other pictures");
            Same("test", test, "was judged on other pictures");
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using EvoQuality.Evolution;
using EvoQuality.Foundations;

namespace EvoQuality.Presentation;

/// <summary>One figure or file of a run, held against what the stored votes, scores and weights give.</summary>
/// <param name="Name">Its place, such as <c>summary.json rounds[2].expected.srcc</c>.</param>
/// <param name="Passed">Whether the two are the same, figures to the last bit: sums are taken in one order on every CPU.</param>
/// <param name="Note">Where they differ: both values, or what is wrong with the file.</param>
public sealed record VerifiedFigure(string Name, bool Passed, string Note = "");

/// <summary>Computes every figure of a run again and compares.</summary>
public static class RunVerification
{
    /// <summary>Checks hashes, <c>summary.json</c> figure by figure, and the CSV tables.</summary>
    /// <param name="folder">The run's folder; only read, but for a scratch folder beside the system's temporary files.</param>
    /// <param name="run">What its journals say.</param>
    public static IEnumerable<VerifiedFigure> Check(RunFolder folder, RecordedRun run)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(run);
        foreach (var figure in Weights(folder, run)) yield return figure;
        var summary = RunSummary.Of(run.Rounds, run.Controls, run.Seed);
        foreach (var figure in Summary(folder, summary)) yield return figure;
        foreach (var figure in CsvFiles(folder, run)) yield return figure;
    }

    private static IEnumerable<VerifiedFigure> Weights(RunFolder folder, RecordedRun run)
    {
        foreach (var path in Directory.EnumerateDirectories(folder.FullPath, "policy", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder.FullPath, path);
            if (name == "policy")
            {
                var last = folder.File(EvolutionRecord.PolicyOf(run.Rounds.Count - 1));
                var trained = Weights(last);
                if (trained.Length == 0) continue; // an adapter: what is merged has no counterpart in the rounds
                yield return Try(name, () => Weights(path).SequenceEqual(trained)
                    ? null : $"the weights are not those of {Path.GetRelativePath(folder.FullPath, last)}");
                continue;
            }

            yield return Try(name, () =>
            {
                CheckedFolder.Check(path);
                return null;
            });
        }

        // in one file or several
        static (string Name, string Hash)[] Weights(string path) => [.. Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "model*.safetensors").Order(StringComparer.Ordinal).Select(f => (Path.GetFileName(f), CheckedFolder.HashOf(f)))
            : []];
    }

    private static IEnumerable<VerifiedFigure> Summary(RunFolder folder, RunSummary computed)
    {
        const string Name = "summary.json";
        var path = folder.File(Name);
        if (!File.Exists(path)) return [new VerifiedFigure(Name, false, "the file is missing")];
        try
        {
            return Leaves(JsonNode.Parse(File.ReadAllText(path)), JsonSerializer.SerializeToNode(computed, RunFolder.Format), Name);
        }
        catch (JsonException e)
        {
            return [new VerifiedFigure(Name, false, e.Message)];
        }
    }

    private static IEnumerable<VerifiedFigure> Leaves(JsonNode? stored, JsonNode? computed, string place)
    {
        if (stored is JsonObject a && computed is JsonObject b)
        {
            return a.Select(p => p.Key).Union(b.Select(p => p.Key))
                .SelectMany(name => Leaves(a[name], b[name], place.EndsWith(".json", StringComparison.Ordinal) ? $"{place} {name}" : $"{place}.{name}"));
        }

        if (stored is JsonArray x && computed is JsonArray y && x.Count == y.Count)
            return Enumerable.Range(0, x.Count).SelectMany(i => Leaves(x[i], y[i], $"{place}[{i}]"));
        return JsonNode.DeepEquals(stored, computed)
            ? [new VerifiedFigure(place, true)]
            : [new VerifiedFigure(place, false, $"stored {stored?.ToJsonString() ?? "null"}, computed {computed?.ToJsonString() ?? "null"}")];
    }

    private static IEnumerable<VerifiedFigure> CsvFiles(RunFolder folder, RecordedRun run)
    {
        var scratch = Directory.CreateTempSubdirectory("evoquality-verify-");
        try
        {
            var again = new RunFolder(scratch.FullName);
            again.WriteTables(run.Rounds);
            foreach (var file in scratch.EnumerateFiles("*.csv").OrderBy(f => f.Name, StringComparer.Ordinal))
            {
                yield return Try(file.Name, () =>
                {
                    var (stored, computed) = (File.ReadAllLines(folder.File(file.Name)), File.ReadAllLines(file.FullName));
                    var line = stored.Zip(computed).TakeWhile(p => p.First == p.Second).Count();
                    return stored.Length == computed.Length && line == stored.Length
                        ? null
                        : $"line {line + 1}: stored {stored.ElementAtOrDefault(line) ?? "nothing"}, computed {computed.ElementAtOrDefault(line) ?? "nothing"}";
                });
            }
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static VerifiedFigure Try(string name, Func<string?> fault)
    {
        try
        {
            return fault() is { } note ? new VerifiedFigure(name, false, note) : new VerifiedFigure(name, true);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return new VerifiedFigure(name, false, e.Message);
        }
    }
}

using System.Text.Json;
using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Language;

namespace EvoQuality.Tool;

/// <summary>An evaluation as a JSON file: the figures of the table, then every picture's scores.</summary>
internal static class EvaluationFile
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>Makes sure before the work that the file can be written.</summary>
    public static void Prepare(string path, string option)
    {
        try
        {
            if (Directory.Exists(path)) throw new IOException("it is a folder");
            var probe = path + $".{Environment.ProcessId}.part";
            AtomicFile.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{option} {path}: cannot write this file ({e.Message.TrimEnd('.')}).", e);
        }
    }

    /// <summary>Writes the file.</summary>
    public static void Write(string path, ImageSet set, EvaluationReport report, AnswerStyle style, SeedTree seed)
    {
        var content = new
        {
            Set = set.Name,
            Images = set.Images.Count,
            Style = style.ToString().ToLowerInvariant(),
            Samples = report.Scores[0].Samples.Count,
            seed.Seed,
            Provenance = report.Scores[0].Provenance is { } p ? new { p.PolicyHash, p.Prompt, p.Decoding, p.Samples, p.Limits } : null,
            SingleSample = Figures(report.SingleSample),
            MeanOfN = Figures(report.MeanOfN),
            Greedy = Figures(report.Greedy),
            Expected = Figures(report.Expected),
            report.ComparisonAccuracy,
            report.ConsensusAccuracy,
            report.ScoreAccuracy,
            report.ParseRate,
            report.Entropy,
            report.Spread,
            Scores = report.Scores.Select(s => new { Image = s.Image.Id, s.Image.Mos, s.Single, s.Mean, s.Greedy, s.Expected, s.Provenance?.Seed }),
        };
        AtomicFile.WriteAllText(path, JsonSerializer.Serialize(content, Format) + "\n");
    }

    /// <summary>Writes pictures' scores as CSV.</summary>
    public static void WriteScores(string path, IReadOnlyList<ImageScores> scores) => AtomicFile.WriteAllText(path, string.Concat(scores
        .Select(s => CsvText.Row([s.Image.Id, s.Image.Mos, s.Single, s.Mean, s.Greedy, s.Expected]))
        .Prepend(CsvText.Row(["image", "mos", "single", "mean", "greedy", "expected"]))));

    private static object? Figures(CorrelationResult? result) => result is null
        ? null
        : new { result.Srcc, SrccLow = result.SrccInterval?.Low, SrccHigh = result.SrccInterval?.High, result.Plcc, result.Images };
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EvoQuality.Foundations;
using EvoQuality.Grpo;

namespace EvoQuality.Benchmarks.Kill;

/// <summary>What a run left behind, file by file, without what tells of a process and not of the run: locks, and the seconds of a step.</summary>
public static class RunContent
{
    private const string StepTime = "step_time";

    /// <summary>Every file of a run folder with a hash of its content.</summary>
    public static IReadOnlyDictionary<string, string> Of(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) is not ("lock" or "lock.holder.txt" or "started.txt"))
            .ToDictionary(f => Path.GetRelativePath(folder, f), f => Path.GetFileName(f) switch
            {
                "metrics.jsonl" => HashOf(string.Join('\n', Journal.Read<GrpoMetrics>(f).Select(m => JsonSerializer.Serialize(m with { StepSeconds = null })))),
                "metrics.csv" => HashOf(WithoutStepTime(File.ReadAllLines(f))),
                _ => CheckedFolder.HashOf(f),
            });

    private static string WithoutStepTime(string[] lines)
    {
        var column = Array.IndexOf(lines[0].Split(','), StepTime);
        return string.Join('\n', lines.Select(l => string.Join(',', l.Split(',').Where((_, i) => i != column))));
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

using System.Globalization;

namespace EvoQuality.Certification;

/// <summary>A certificate as Markdown.</summary>
internal static class CertificateText
{
    public static string Of(ParityCertificate certificate)
    {
        var c = certificate;
        string[] lines =
        [
            "# Parity certificate",
            "",
            $"{(c.Passed ? "Passed" : "FAILED")}: this kit and transformers on the same model folder and the same picture files, {c.Dtype}, ours on {c.Device}.",
            "",
            string.Join(", ", c.Versions.Select(v => $"{v.Key} {v.Value}")),
            "",
            "| Compared | How | Found | Accepted | |",
            "|---|---|---|---|---|",
            .. c.Checks.Select(k => $"| {k.Name} | {k.Measure} | {Number(k.Difference)} | {Number(k.Tolerance)} | {(k.Passed ? "pass" : "FAIL")} |"),
            "",
            "## Greedy answers",
            "",
            "| Question | Pictures | EvoQuality | transformers |",
            "|---|---|---|---|",
            .. c.Answers.Select(a => $"| {a.Name} | {string.Join(" ", a.Pictures)} | {Cell(a.Ours)} | {Cell(a.Theirs)} |"),
            "",
            "## Model files (SHA-256)",
            "",
            .. c.Files.Select(f => $"- `{f.Key}` {f.Value}"),
        ];
        return string.Join("\n", lines) + "\n";
    }

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}

namespace EvoQuality.Language;

/// <summary>
/// Sentences with which the pocket model is taught to answer. They stand in for the base model's own reasoning: our
/// choice, not the paper's. Severity is 0 (clean) to 1.
/// </summary>
public static class RationaleTemplates
{
    /// <summary>Below this severity an image counts as clean.</summary>
    public const double CleanSeverity = 0.02;

    /// <summary>Words for severities up to 0.2, 0.4, 0.6, 0.8 and 1.</summary>
    public static IReadOnlyList<string> SeverityWords { get; } = ["faint", "slight", "clear", "strong", "heavy"];

    /// <summary>Words for the pocket domain's distortions.</summary>
    public static IReadOnlyList<string> DistortionWords { get; } =
        ["blur", "motion", "defocus", "noise", "impulse", "speckle", "jpeg", "pixels", "dark", "bright", "faded", "sharpened"];

    /// <summary>Reasoning and boxed score of one image.</summary>
    public static string ForScore(string distortion, double severity, double quality)
    {
        var seen = IsClean(severity) ? "is clean" : $"shows {Describe(distortion, severity)}";
        return $"<think>The image {seen}.</think>\\boxed{{{ScoreText(quality)}}}";
    }

    /// <summary>Reasoning and boxed index (0 first, 1 second) of the better of two images.</summary>
    public static string ForComparison(
        string firstDistortion, double firstSeverity, string secondDistortion, double secondSeverity, int better)
    {
        var (first, second) = (Describe(firstDistortion, firstSeverity), Describe(secondDistortion, secondSeverity));
        return $"<think>First: {first}. Second: {second}.</think>\\boxed{{{VoteText(better)}}}";
    }

    /// <summary>A direct score answer: two decimals.</summary>
    public static string ScoreText(double quality)
    {
        if (quality is not (>= 1 and <= 5))
            throw new ArgumentOutOfRangeException(nameof(quality), quality, "A score lies between 1 and 5.");
        return quality.ToString("F2", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>A direct vote: 0 or 1.</summary>
    public static string VoteText(int better) => better switch
    {
        0 => "0",
        1 => "1",
        _ => throw new ArgumentOutOfRangeException(nameof(better), better, "The better image is 0 or 1."),
    };

    /// <summary>Prompts, the chat frame, direct answers, and rationales with every word at least once: the trainer's corpus.</summary>
    public static IEnumerable<string> Corpus()
    {
        foreach (var prompt in (string[])[Prompts.Compare, Prompts.Score])
        {
            yield return prompt;
            yield return Prompts.WithReasoning(prompt);
        }

        yield return $"system\n{ChatTemplate.DefaultSystem}";
        yield return "user\n";
        yield return "assistant\n";
        var levels = (double[])[0, 0.1, 0.3, 0.5, 0.7, 0.9];
        for (var d = 0; d < DistortionWords.Count; d++)
        {
            var (distortion, other) = (DistortionWords[d], DistortionWords[(d + 1) % DistortionWords.Count]);
            foreach (var severity in levels)
            {
                yield return ForScore(distortion, severity, 5 - (4 * severity));
                yield return ForComparison(distortion, severity, other, levels[d % levels.Length], d % 2);
            }
        }
    }

    private static string Describe(string distortion, double severity)
    {
        ArgumentException.ThrowIfNullOrEmpty(distortion);
        return IsClean(severity) ? "no damage" : $"{SeverityWord(severity)} {distortion}";
    }

    private static bool IsClean(double severity)
    {
        if (severity is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(severity), severity, "Severity lies between 0 and 1.");
        return severity < CleanSeverity;
    }

    /// <summary>The boundary belongs to the milder word: 0.2 is faint.</summary>
    private static string SeverityWord(double severity) =>
        SeverityWords[Math.Clamp((int)Math.Ceiling(severity * 5) - 1, 0, SeverityWords.Count - 1)];
}

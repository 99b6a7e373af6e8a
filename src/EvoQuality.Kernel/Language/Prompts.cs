namespace EvoQuality.Language;

/// <summary>
/// The paper's prompts, character for character (model card of the released weights), without the
/// <c>&lt;image&gt;</c> placeholders and without the one space that follows them: images come first in the user turn
/// and the text starts right after the last <c>&lt;|vision_end|&gt;</c>.
/// </summary>
public static class Prompts
{
    /// <summary>c_compare: two images; the answer is 0 (first is better) or 1 (second is better).</summary>
    public const string Compare =
        "You are performing an image quality assessment task. Compare the two images and decide which one has better "
        + "perceptual quality. Answer strictly with the index of the better image: 0 if the first image is better, "
        + "or 1 if the second image is better.";

    /// <summary>c_score: one image; the answer is a score in 1..5 with two decimals.</summary>
    public const string Score =
        "You are doing the image quality assessment task. Here is the question: What is your overall rating on the "
        + "quality of this picture? The rating should be a float between 1 and 5, rounded to two decimal places, "
        + "with 1 representing very poor quality and 5 representing excellent quality.";

    /// <summary>
    /// Asks for reasoning in think tags and a boxed answer. The card's text breaks off after "internal monol…"; this is
    /// the sentence of verl's example with the same opening, our default.
    /// </summary>
    public const string ReasoningSuffix =
        "You FIRST think about the reasoning process as an internal monologue and then provide the final answer. "
        + "The reasoning process MUST BE enclosed within <think> </think> tags. "
        + "The final answer MUST BE put in \\boxed{}.";

    /// <summary>The prompt, one space, and <see cref="ReasoningSuffix"/> (as verl's preprocessing joins them).</summary>
    public static string WithReasoning(string prompt) => $"{prompt} {ReasoningSuffix}";
}

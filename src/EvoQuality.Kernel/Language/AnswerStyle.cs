namespace EvoQuality.Language;

/// <summary>How a policy is asked to answer.</summary>
public enum AnswerStyle
{
    /// <summary>The bare prompt: the answer alone. Votes are one token, so their probability can be read from the logits.</summary>
    Direct,

    /// <summary>The paper's suffix: reasoning in think tags, then a boxed answer. K samples truly differ.</summary>
    Reasoning,
}

/// <summary>The prompt of a question in a style.</summary>
public static class AnswerStyleExtensions
{
    /// <summary>c_compare, with the reasoning suffix where the style asks for it.</summary>
    public static string ComparePrompt(this AnswerStyle style) => style.Apply(Prompts.Compare);

    /// <summary>c_score, with the reasoning suffix where the style asks for it.</summary>
    public static string ScorePrompt(this AnswerStyle style) => style.Apply(Prompts.Score);

    private static string Apply(this AnswerStyle style, string prompt) => style switch
    {
        AnswerStyle.Direct => prompt,
        AnswerStyle.Reasoning => Prompts.WithReasoning(prompt),
        _ => throw new ArgumentOutOfRangeException(nameof(style), style, "Unknown answer style."),
    };
}

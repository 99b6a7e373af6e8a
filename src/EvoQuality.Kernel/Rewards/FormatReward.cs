using System.Text.RegularExpressions;

namespace EvoQuality.Rewards;

/// <summary>Whether a completion keeps the form the prompt asks for. Not part of Eqs. 3-4: its weight is 0 unless chosen.</summary>
public static partial class FormatReward
{
    /// <summary>1 for reasoning in &lt;think&gt;…&lt;/think&gt; followed by \boxed{…}, else 0.</summary>
    public static double Of(string completion) => Form().IsMatch(completion) ? 1 : 0;

    /// <summary>1 for nothing but &lt;think&gt;…&lt;/think&gt;, blanks, &lt;answer&gt;…&lt;/answer&gt;, else 0: the form VisualQuality-R1 asks for.</summary>
    public static double ThinkAnswer(string completion) => TagForm().IsMatch(completion) ? 1 : 0;

    [GeneratedRegex(@"^\s*<think>.*</think>.*\\boxed\{[^{}]*\}", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex(@"\A<think>.*?</think>\s*<answer>.*?</answer>\z", RegexOptions.Singleline)]
    private static partial Regex TagForm();
}

using System.Text.RegularExpressions;

namespace EvoQuality.Rewards;

/// <summary>Whether a completion keeps the form the prompt asks for. Not part of Eqs. 3-4: its weight is 0 unless chosen.</summary>
public static partial class FormatReward
{
    /// <summary>1 for reasoning in &lt;think&gt;…&lt;/think&gt; followed by \boxed{…}, else 0.</summary>
    public static double Of(string completion) => Form().IsMatch(completion) ? 1 : 0;

    [GeneratedRegex(@"^\s*<think>.*</think>.*\\boxed\{[^{}]*\}", RegexOptions.Singleline)]
    private static partial Regex Form();
}

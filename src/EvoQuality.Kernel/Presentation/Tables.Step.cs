using EvoQuality.Grpo;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <content>One GRPO step in numbers.</content>
public static partial class Tables
{
    /// <summary>Every token's part of a GRPO loss (Eqs. 5, 6) and its gradient; answers and tokens are counted from 1.</summary>
    public static DataFrame LossTerms(LossBreakdown loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return new TableOf<TokenTerm>(loss.Tokens)
            .Whole("answer", t => t.Completion + 1)
            .Whole("token", t => t.Token + 1)
            .Number("ratio", t => t.Ratio)
            .Number("surrogate (Eq. 5)", t => t.Surrogate)
            .Number("KL (Eq. 6)", t => t.Kl)
            .Number("gradient", t => t.Gradient)
            .Frame;
    }

    /// <summary>Every answer's advantage and log-probability before and after training.</summary>
    public static DataFrame Shifts(IReadOnlyList<CompletionShift> shifts)
    {
        ArgumentNullException.ThrowIfNull(shifts);
        return new TableOf<CompletionShift>(shifts)
            .Whole("picture", s => s.Prompt + 1)
            .Text("answer", s => s.Answer)
            .Number("advantage", s => s.Advantage)
            .Number("before, nats", s => s.Before)
            .Number("after, nats", s => s.After)
            .Number("change, nats", s => s.Change)
            .Frame;
    }
}

using EvoQuality.Generation;
using static TorchSharp.torch;

namespace EvoQuality.Grpo;

/// <summary>How training moved the probability of one answer.</summary>
/// <param name="Prompt">The prompt it answers, from 0.</param>
/// <param name="Answer">Its text.</param>
/// <param name="Advantage">Of Eq. 4.</param>
/// <param name="Before">Log-probability of the whole answer before, nats.</param>
/// <param name="After">The same afterwards.</param>
public sealed record CompletionShift(int Prompt, string Answer, double Advantage, double Before, double After)
{
    /// <summary>After - before, nats.</summary>
    public double Change => After - Before;

    /// <summary>Compares two policies on the same answers.</summary>
    /// <param name="before">The policy that sampled.</param>
    /// <param name="after">The policy after training.</param>
    /// <param name="prompts">B prompts.</param>
    /// <param name="completions">G answers each.</param>
    /// <param name="advantages">(B x G), in the order of the answers.</param>
    /// <param name="temperature">That the answers were sampled with.</param>
    /// <exception cref="ArgumentException">There is not one advantage per answer.</exception>
    public static IReadOnlyList<CompletionShift> Of(
        QwenPolicy before, QwenPolicy after, IReadOnlyList<Prompt> prompts, IReadOnlyList<IReadOnlyList<Completion>> completions,
        double[] advantages, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(completions);
        ArgumentNullException.ThrowIfNull(advantages);
        var answers = completions.SelectMany((group, prompt) => group.Select(c => (Prompt: prompt, c.Text))).ToArray();
        if (advantages.Length != answers.Length) throw new ArgumentException($"Expected an advantage for each of {answers.Length} answers, found {advantages.Length}.", nameof(advantages));
        using var scope = NewDisposeScope();
        using var batch = CompletionBatch.Create(
            [.. completions.Select(g => (IReadOnlyList<IReadOnlyList<int>>)[.. g.Select(c => c.TokenIds)])], before.Model.Config.PadTokenId, before.Model.Device);
        double[] first = LogProbs(before, prompts, batch, temperature), second = LogProbs(after, prompts, batch, temperature);
        return [.. answers.Select((a, i) => new CompletionShift(a.Prompt, a.Text, advantages[i], first[i], second[i]))];
    }

    private static double[] LogProbs(QwenPolicy policy, IReadOnlyList<Prompt> prompts, CompletionBatch batch, double temperature)
    {
        using var scope = NewDisposeScope();
        using var scores = CompletionLogProbs.ComputeFrozen(policy, prompts, batch, temperature);
        var shown = scores.LogProbs.masked_fill(batch.Mask.to_type(ScalarType.Bool).logical_not(), Foundations.FixedScalars.Zero); // (S, L)
        return shown.sum(1).to(ScalarType.Float64).cpu().data<double>().ToArray(); // (S)
    }
}

using EvoQuality.Generation;
using EvoQuality.Language;
using static TorchSharp.torch;

namespace EvoQuality.Evolution.WarmStart;

/// <summary>A question with the answer to imitate.</summary>
/// <param name="Prompt">The question.</param>
/// <param name="Answer">The text to answer with.</param>
internal sealed record Lesson(Prompt Prompt, string Answer)
{
    public static Lesson Compare(Example first, Example second, bool reasoning)
    {
        var better = first.Damage.Severity <= second.Damage.Severity ? 0 : 1;
        var text = reasoning ? Prompts.WithReasoning(Prompts.Compare) : Prompts.Compare;
        var answer = reasoning
            ? RationaleTemplates.ForComparison(
                first.Damage.DistortionName, first.Damage.Severity, second.Damage.DistortionName, second.Damage.Severity, better)
            : RationaleTemplates.VoteText(better);
        return new Lesson(new Prompt([first.Image, second.Image], text), answer);
    }

    public static Lesson Score(Example example, bool reasoning)
    {
        var (damage, text) = (example.Damage, reasoning ? Prompts.WithReasoning(Prompts.Score) : Prompts.Score);
        var answer = reasoning
            ? RationaleTemplates.ForScore(damage.DistortionName, damage.Severity, damage.Quality)
            : RationaleTemplates.ScoreText(damage.Quality);
        return new Lesson(new Prompt([example.Image], text), answer);
    }

    /// <summary>Mean negative log-probability per answer token, the ending token included; fresh, with a graph.</summary>
    /// <param name="policy">Who learns.</param>
    /// <param name="lessons">Questions of one kind.</param>
    /// <param name="features">Image vectors by image id, (cells, D) each, with or without a graph.</param>
    public static Tensor Loss(QwenPolicy policy, IReadOnlyList<Lesson> lessons, IReadOnlyDictionary<string, Tensor> features)
    {
        using var scope = NewDisposeScope();
        IReadOnlyList<IReadOnlyList<int>>[] answers =
            [.. lessons.Select(l => (IReadOnlyList<IReadOnlyList<int>>)[[.. policy.Tokenizer.Encode(l.Answer), policy.Model.Config.EosTokenId]])];
        var completions = CompletionBatch.Create(answers, policy.Model.Config.PadTokenId, policy.Model.Device);
        Prompt[] prompts = [.. lessons.Select(l => l.Prompt)];
        var images = cat([.. prompts.SelectMany(p => p.Images).Select(i => features[i.Id])], 0);
        var logProbs = CompletionLogProbs.OfFeatures(policy, prompts, images, completions, temperature: 1);
        return ((logProbs * completions.Mask).sum() / completions.Mask.sum()).neg().MoveToOuterDisposeScope();
    }
}

using EvoQuality.Foundations;

namespace EvoQuality.Generation;

/// <summary>Anything that answers prompts: the model being trained, a served one, or a simulated observer.</summary>
public interface IPolicy
{
    /// <summary>Draws <paramref name="count"/> independent completions per prompt.</summary>
    /// <param name="prompts">The questions.</param>
    /// <param name="count">Completions per prompt, K; at least 1.</param>
    /// <param name="options">Temperature, top-k, top-p and length.</param>
    /// <param name="seeds">One per prompt: its completions depend on no other prompt, nor on how prompts are grouped.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <returns>Per prompt, its completions.</returns>
    IReadOnlyList<IReadOnlyList<Completion>> Sample(
        IReadOnlyList<Prompt> prompts, int count, SamplingOptions options, IReadOnlyList<SeedTree> seeds, CancellationToken cancel = default);
}

/// <summary>A policy whose probabilities can be read instead of sampled.</summary>
public interface IProbabilityPolicy : IPolicy
{
    /// <summary>Whether <see cref="ChoiceProbabilities"/> can be asked: a served model may tell nothing.</summary>
    bool TellsChoices => true;

    /// <summary>Whether <see cref="ScoreDistributions"/> can be asked: a served model may tell nothing, or the first token only.</summary>
    bool TellsScores => true;

    /// <summary>Probability that the first token of the answer is each of the given one-token choices.</summary>
    /// <param name="prompts">The questions.</param>
    /// <param name="choices">Texts of one token each, such as "0" and "1".</param>
    /// <param name="temperature">Divides the logits; above 0.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <returns>Per prompt, one probability per choice; what is missing to 1 would have been something else.</returns>
    IReadOnlyList<double[]> ChoiceProbabilities(
        IReadOnlyList<Prompt> prompts, IReadOnlyList<string> choices, double temperature = 1, CancellationToken cancel = default);

    /// <summary>Distribution of a directly answered score ("d.dd").</summary>
    /// <param name="prompts">The questions.</param>
    /// <param name="temperature">Divides the logits; above 0.</param>
    /// <param name="cancel">Stops between batches.</param>
    IReadOnlyList<ScoreDistribution> ScoreDistributions(
        IReadOnlyList<Prompt> prompts, double temperature = 1, CancellationToken cancel = default);
}

using EvoQuality.Grpo;
using EvoQuality.Imaging;
using EvoQuality.Qwen25VL;

namespace EvoQuality.Planning;

/// <summary>
/// The round that <see cref="RoundCost"/> counts. Defaults are the paper's (arXiv 2509.25787) where it says; it is silent on pictures'
/// sizes and on the length of answers, on which the cost hangs most: those are ours.
/// </summary>
public sealed record RoundQuestion
{
    /// <summary>The architecture.</summary>
    public required Qwen25VLConfig Config { get; init; }

    /// <summary>Pairs. Paper: 20,000 per round.</summary>
    public int Pairs { get; init; } = 20_000;

    /// <summary>Pictures that the pairs are drawn from. KonIQ-10k's official training part: 7,058.</summary>
    public int Images { get; init; } = 7_058;

    /// <summary>Votes per pair, K. Paper: 32.</summary>
    public int Votes { get; init; } = 32;

    /// <summary>Orders in which a pair is shown: 2 with a coin per query (paper), each a prompt of its own; 1 for one order.</summary>
    public int Orders { get; init; } = 2;

    /// <summary>Completions per picture, G. Paper: 32.</summary>
    public int Group { get; init; } = 32;

    /// <summary>Times the pairs are trained on, both pictures each time. Paper silent; one (our choice).</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Pairs per step. Paper: 4 per GPU on 8 GPUs.</summary>
    public int PairsPerStep { get; init; } = 32;

    /// <summary>A picture in patches. Default 74 x 54, KonIQ-10k's 1024 x 768 pixels as the model takes them: 999 tokens.</summary>
    public PatchGrid Grid { get; init; } = new(1, 54, 74);

    /// <summary>Tokens of a pair's prompt beside the pictures' cells: c_compare with reasoning in the published template and vocabulary, 119; without reasoning 75.</summary>
    public int CompareTokens { get; init; } = 119;

    /// <summary>The same of c_score: 124; without reasoning 80.</summary>
    public int ScoreTokens { get; init; } = 124;

    /// <summary>Tokens of a vote, the mean. Paper silent; 200 with reasoning (our choice), 1 where the answer is asked alone.</summary>
    public int VoteTokens { get; init; } = 200;

    /// <summary>Tokens of a score, the mean. Paper silent; 200 (our choice), about 6 where the answer is asked alone.</summary>
    public int AnswerTokens { get; init; } = 200;

    /// <summary>Labelled pictures that are scored afterwards. The paper's eight test sets: 18,891.</summary>
    public int EvaluationImages { get; init; } = 18_891;

    /// <summary>Answers per labelled picture. Paper silent; one (our choice).</summary>
    public int EvaluationSamples { get; init; } = 1;

    /// <summary>How weights take their steps.</summary>
    public UpdateOptions Update { get; init; } = new();

    /// <summary>Whether layers are computed again backward, as TRL and VisualQuality-R1 do by default.</summary>
    public bool Recompute { get; init; } = true;

    /// <summary>Most bytes of logits and their copies at once in training. Default 256 MiB, as <c>TrainingMemory</c>.</summary>
    public long LogitBudget { get; init; } = 256L << 20;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">All faults in one message.</exception>
    public void Validate()
    {
        (string Name, int Value)[] counts =
        [
            (nameof(Pairs), Pairs), (nameof(Images), Images), (nameof(Votes), Votes), (nameof(Group), Group), (nameof(Epochs), Epochs),
            (nameof(PairsPerStep), PairsPerStep), (nameof(CompareTokens), CompareTokens), (nameof(ScoreTokens), ScoreTokens),
            (nameof(VoteTokens), VoteTokens), (nameof(AnswerTokens), AnswerTokens), (nameof(EvaluationSamples), EvaluationSamples),
        ];
        var faults = counts.Where(c => c.Value < 1).Select(c => $"{c.Name} is {c.Value}, expected 1 or more").ToList();
        if (EvaluationImages < 0) faults.Add($"EvaluationImages is {EvaluationImages}, expected 0 or more");
        if (Orders is not (1 or 2)) faults.Add($"Orders is {Orders}, expected 1 or 2");
        else if (Votes % Orders != 0) faults.Add($"Votes is {Votes}, expected a multiple of the {Orders} orders");
        var side = Config.Vision.SpatialMergeSize;
        if (Grid.Time != 1 || Grid.Height < side || Grid.Width < side || Grid.Height % side != 0 || Grid.Width % side != 0)
            faults.Add($"Grid is {Grid.Time}x{Grid.Height}x{Grid.Width}, expected a still picture of whole {side}x{side} cells");
        if (faults.Count > 0) throw new ArgumentException($"The round's question: {string.Join("; ", faults)}.");
        Update.Validate();
    }
}

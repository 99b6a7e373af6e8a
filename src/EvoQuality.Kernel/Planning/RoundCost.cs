using EvoQuality.Grpo;

namespace EvoQuality.Planning;

/// <summary>
/// What a round of self-evolution takes, stage by stage, from the architecture alone: votes by one engine, training by the same or
/// another. Every answer has the mean length; padding, communication between devices, decoding of pictures and waiting are left out, so
/// a real round takes longer than the devices' rates say.
/// </summary>
/// <param name="Stages">In the order of <see cref="RoundStage"/>.</param>
/// <param name="FeatureBytes">All pictures' vectors: what an engine must keep to encode a picture once.</param>
/// <param name="GenerationBytes">Weights, keys and values while as many answers as the engine takes at once are decoded.</param>
/// <param name="Training">Memory of training, one prompt (or, of an engine that copies prompts, one row) at a time.</param>
public sealed record RoundCost(IReadOnlyList<StageCost> Stages, double FeatureBytes, double GenerationBytes, MemoryForecast Training)
{
    private const double Hour = 3600;

    /// <summary>All stages' work.</summary>
    public Work Work => Stages.Aggregate(default(Work), (sum, stage) => sum + stage.Work);

    /// <summary>One stage.</summary>
    public StageCost this[RoundStage stage] => Stages[(int)stage];

    /// <summary>Hours of one device for everything; of n devices, the n-th part at best.</summary>
    public double DeviceHours(DeviceRates device) => DeviceHours(device, Enum.GetValues<RoundStage>());

    /// <summary>The same for some stages.</summary>
    public double DeviceHours(DeviceRates device, IEnumerable<RoundStage> stages)
    {
        ArgumentNullException.ThrowIfNull(stages);
        return stages.Sum(s => this[s].Seconds(device)) / Hour;
    }

    /// <summary>Fewest devices whose memory holds the larger of generation and training, split without a loss.</summary>
    public int Devices(DeviceRates device)
    {
        ArgumentNullException.ThrowIfNull(device);
        device.Validate();
        return (int)Math.Ceiling(Math.Max(GenerationBytes, Training.Peak) / device.MemoryBytes);
    }

    /// <summary>Counts a round in bf16.</summary>
    /// <param name="question">The round.</param>
    /// <param name="generation">Votes, samples and evaluates.</param>
    /// <param name="training">Computes log-probabilities, goes backward and updates.</param>
    /// <exception cref="ArgumentException">The question is out of range.</exception>
    public static RoundCost Of(RoundQuestion question, Engine generation, Engine training)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(generation);
        ArgumentNullException.ThrowIfNull(training);
        question.Validate();
        var (q, sampler, trainer) = (question, new ModelWork(question.Config, generation), new ModelWork(question.Config, training));
        var cells = sampler.Cells(q.Grid);
        int pair = q.CompareTokens + (2 * cells), single = q.ScoreTokens + cells;
        double scored = 2.0 * q.Pairs * q.Epochs, steps = Math.Ceiling((double)q.Pairs / q.PairsPerStep) * q.Epochs;
        var featureBytes = (double)q.Images * sampler.FeatureBytes(q.Grid);

        // Votes: the orders of a pair are prompts of their own, shown one after the other, so that they share their encoded pictures.
        var shown = 2.0 * q.Pairs;
        var votes = Answers(generation, sampler, pair, q.Votes / q.Orders, q.VoteTokens, q.Pairs * (double)q.Orders);
        var looks = generation.SharesPrompts ? Misses(shown, q.Images, featureBytes, generation.FeatureBudget) : shown * q.Votes;

        var rollouts = Answers(generation, sampler, single, q.Group, q.AnswerTokens, scored);
        var evaluation = Answers(generation, sampler, single, q.EvaluationSamples, q.AnswerTokens, q.EvaluationImages);

        // Training: the reference stands still, so its encoded pictures can be kept; the policy's change with every step.
        double passes = Math.Ceiling(scored / training.PromptsAtOnce);
        var weights = trainer.LanguageRead(passes) + trainer.TowerRead(passes);
        var forward = (scored * trainer.Score(single, q.Grid, q.Group, q.AnswerTokens)) + weights;
        var old = training.ScoresOldPolicy ? 2 : 1;
        var reference = training.SharesPromptsInTraining
            ? (scored * trainer.Score(single, null, q.Group, q.AnswerTokens)) + trainer.LanguageRead(passes)
                + Looks(training, trainer, Misses(scored, q.Images, featureBytes, training.FeatureBudget), q)
            : forward;
        var backward = (scored * trainer.Backward(single, q.Grid, q.Group, q.AnswerTokens, q.Recompute)) + (3 * weights); // weights, and gradients read and written

        return new RoundCost(
            [
                new(RoundStage.VisionEncoding, [new(PassKind.Reading, Looks(generation, sampler, looks, q))]),
                new(RoundStage.VotePrefill, [votes.Read]),
                new(RoundStage.VoteDecoding, [votes.Decoded]),
                new(RoundStage.ScoreRollouts, [new(PassKind.Reading, Looks(generation, sampler, scored * Copies(generation, q.Group), q)), rollouts.Read, rollouts.Decoded]),
                new(RoundStage.PolicyLogProbs, [new(PassKind.Reading, old * forward)]),
                new(RoundStage.ReferenceLogProbs, [new(PassKind.Reading, reference)]),
                new(RoundStage.Backward, [new(PassKind.Training, backward)]),
                new(RoundStage.Update, [new(PassKind.Updating, steps * trainer.Update(q.Update))]),
                new(RoundStage.Evaluation, [new(PassKind.Reading, Looks(generation, sampler, q.EvaluationImages * Copies(generation, q.EvaluationSamples), q)), evaluation.Read, evaluation.Decoded]),
            ],
            featureBytes,
            new[]
            {
                Held(generation, sampler, pair, q.Votes / q.Orders, q.VoteTokens),
                Held(generation, sampler, single, q.Group, q.AnswerTokens),
                Held(generation, sampler, single, q.EvaluationSamples, q.AnswerTokens),
            }.Max(),
            MemoryForecast.Of(new MemoryQuestion
            {
                Config = q.Config,
                Update = q.Update,
                PromptTokens = single,
                Patches = q.Grid.Count,
                Group = training.SharesPromptsInTraining ? q.Group : 1,
                CompletionTokens = q.AnswerTokens,
                Checkpointing = q.Recompute,
                LogitBudget = q.LogitBudget,
            }));
    }

    /// <summary>
    /// How often a picture is not among those kept, when pictures are asked for at random: each the first time, and then as often as the
    /// budget's share of all of them falls short.
    /// </summary>
    /// <param name="asked">Times a picture is asked for, all together.</param>
    /// <param name="images">Different pictures.</param>
    /// <param name="bytes">Bytes of all of them.</param>
    /// <param name="budget">Bytes that are kept.</param>
    internal static double Misses(double asked, double images, double bytes, double budget)
    {
        var different = Math.Min(asked, images);
        return different + ((asked - different) * (1 - Math.Min(1, budget / bytes)));
    }

    private static int Copies(Engine engine, int rows) => engine.SharesPrompts ? 1 : rows;

    private static Work Looks(Engine engine, ModelWork model, double pictures, RoundQuestion question) =>
        (pictures * model.Encode(question.Grid)) + model.TowerRead(Math.Ceiling(pictures / engine.PromptsAtOnce));

    /// <summary>Reads prompts and decodes their answers.</summary>
    private static (Pass Read, Pass Decoded) Answers(Engine engine, ModelWork model, int tokens, int rows, int newTokens, double prompts)
    {
        var readings = prompts * Copies(engine, rows);
        var batches = Math.Ceiling(prompts * rows / engine.RowsAtOnce);
        return (
            new(PassKind.Reading, (readings * model.Read(tokens)) + model.LanguageRead(Math.Ceiling(readings / engine.PromptsAtOnce))),
            new(PassKind.Decoding, (prompts * model.Decode(tokens, rows, newTokens)) + model.LanguageRead(batches * (newTokens - 1))));
    }

    private static double Held(Engine engine, ModelWork model, int tokens, int rows, int newTokens)
    {
        var prompts = Math.Ceiling((double)engine.RowsAtOnce / (engine.SharesPrompts ? rows : 1));
        return (model.Parameters * 2.0) + (((prompts * tokens) + ((double)engine.RowsAtOnce * newTokens)) * model.CacheBytesPerPosition);
    }
}

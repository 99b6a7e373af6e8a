using EvoQuality.Grpo;
using EvoQuality.Imaging;
using EvoQuality.Planning;

namespace EvoQuality.Kernel.Tests;

public sealed class RoundCostTests
{
    private static readonly RoundQuestion Question = new()
    {
        Config = TinyPolicy.Config(tied: false),
        Pairs = 10,
        Images = 5,
        Votes = 4,
        Group = 3,
        PairsPerStep = 4,
        Grid = new PatchGrid(1, 4, 4),
        CompareTokens = 20,
        ScoreTokens = 12,
        VoteTokens = 5,
        AnswerTokens = 6,
        EvaluationImages = 7,
    };

    [Fact]
    public void Positions_and_patches_of_every_stage_are_those_counted_by_hand()
    {
        var ours = RoundCost.Of(Question, Engine.EvoQuality, Engine.EvoQuality);
        Assert.Equal(Enum.GetValues<RoundStage>(), ours.Stages.Select(s => s.Stage));
        // Four cells a picture: a pair is 28 tokens in each of two orders, a picture 16. Features of five pictures are kept.
        Assert.Equal(5 * 16, ours[RoundStage.VisionEncoding].Work.Patches);
        Assert.Equal(20 * 28, ours[RoundStage.VotePrefill].Work.Positions);
        Assert.Equal(40 * 4, ours[RoundStage.VoteDecoding].Work.Positions);
        Assert.Equal((20 * 16, 20 * (16 + (3 * 5))), Seen(ours, RoundStage.ScoreRollouts));
        Assert.Equal((20 * 16, 20 * (16 + (3 * 5))), Seen(ours, RoundStage.PolicyLogProbs));
        Assert.Equal((5 * 16, 20 * (16 + (3 * 5))), Seen(ours, RoundStage.ReferenceLogProbs));
        Assert.Equal((7 * 16, 7 * (16 + 5)), Seen(ours, RoundStage.Evaluation));

        var called = RoundCost.Of(Question, Engine.Transformers, Engine.Trl);
        Assert.Equal(20 * 4 * 16, called[RoundStage.VisionEncoding].Work.Patches);
        Assert.Equal(40 * 28, called[RoundStage.VotePrefill].Work.Positions);
        Assert.Equal((20 * 3 * 16, 20 * 3 * (16 + 5)), Seen(called, RoundStage.ScoreRollouts));
        Assert.Equal((20 * 3 * 16, 20 * 3 * (16 + 6)), Seen(called, RoundStage.ReferenceLogProbs));
        var verl = RoundCost.Of(Question, Engine.Vllm, Engine.Verl);
        Assert.Equal((2 * 20 * 3 * 16, 2 * 20 * 3 * (16 + 6)), Seen(verl, RoundStage.PolicyLogProbs));
        Assert.Equal(20 * 16, verl[RoundStage.VisionEncoding].Work.Patches); // nothing kept between pairs, but both orders share
    }

    [Fact]
    public void Weights_are_read_once_per_batch_and_step()
    {
        var engine = Engine.EvoQuality with { PromptsAtOnce = 8, RowsAtOnce = 16 };
        var (cost, model) = (RoundCost.Of(Question, engine, engine), new ModelWork(Question.Config, engine));
        Assert.Equal(3 * model.LanguageBytes, cost[RoundStage.VotePrefill].Work.WeightBytes); // 20 prompts
        Assert.Equal(3 * 4 * model.LanguageBytes, cost[RoundStage.VoteDecoding].Work.WeightBytes); // 40 answers, 4 steps
        Assert.Equal(3 * model.Update(new UpdateOptions()).WeightBytes, cost[RoundStage.Update].Work.WeightBytes); // 10 pairs by 4
    }

    [Fact]
    public void Pictures_that_are_not_kept_are_encoded_again()
    {
        Assert.Equal(10, RoundCost.Misses(asked: 100, images: 10, bytes: 1000, budget: 1000));
        Assert.Equal(55, RoundCost.Misses(asked: 100, images: 10, bytes: 1000, budget: 500));
        Assert.Equal(100, RoundCost.Misses(asked: 100, images: 10, bytes: 1000, budget: 0));
        Assert.Equal(4, RoundCost.Misses(asked: 4, images: 10, bytes: 1000, budget: 0));
    }

    [Fact]
    public void A_shared_prompt_is_computed_once_whatever_K_and_copies_grow_with_it()
    {
        double Read(Engine engine, int votes) => RoundCost.Of(Question with { Votes = votes }, engine, Engine.Trl)[RoundStage.VotePrefill].Work.Operations;
        Assert.Equal(Read(Engine.Vllm, 2), Read(Engine.Vllm, 32));
        Assert.Equal(16 * Read(Engine.Transformers, 2), Read(Engine.Transformers, 32));
    }

    [Fact]
    public void Time_is_the_longer_of_computing_and_moving()
    {
        var device = new DeviceRates { Name = "D", OperationsPerSecond = 100, BytesPerSecond = 10, MemoryBytes = 1, ReadingShare = 0.5, DecodingShare = 0.2, TrainingShare = 0.25, UpdatingShare = 0.4 };
        var work = new Work { Operations = 200, WeightBytes = 5, CacheBytes = 3 };
        Assert.Equal(4, device.Seconds(new Pass(PassKind.Reading, work)));
        Assert.Equal(8, device.Seconds(new Pass(PassKind.Training, work)));
        Assert.Equal(4, device.Seconds(new Pass(PassKind.Decoding, work))); // 8 bytes at 2 per second, 200 operations at 50
        Assert.Equal(5, device.Seconds(new Pass(PassKind.Decoding, work with { WeightBytes = 7 })));
        Assert.Equal(2, device.Seconds(new Pass(PassKind.Updating, new Work { WeightBytes = 8 })));
        var cost = RoundCost.Of(Question, Engine.EvoQuality, Engine.EvoQuality);
        Assert.Equal(cost.Stages.Sum(s => s.Seconds(device)) / 3600, cost.DeviceHours(device));
    }

    [Fact]
    public void Memory_of_training_is_the_forecast_and_the_larger_use_says_how_many_devices()
    {
        var cost = RoundCost.Of(Question, Engine.EvoQuality, Engine.EvoQuality);
        var forecast = MemoryForecast.Of(new MemoryQuestion
        {
            Config = Question.Config,
            PromptTokens = 16,
            Patches = 16,
            Group = 3,
            CompletionTokens = 6,
            Checkpointing = true,
            LogitBudget = 256L << 20,
        });
        Assert.Equal(forecast, cost.Training);
        var model = new ModelWork(Question.Config, Engine.EvoQuality);
        Assert.Equal((2 * model.Parameters) + (((256 * 16) + (256 * 6)) * model.CacheBytesPerPosition), cost.GenerationBytes); // evaluation: every answer has a prompt of its own; votes hold 128 x 28 + 256 x 5
        var most = Math.Max(cost.GenerationBytes, cost.Training.Peak);
        Assert.Equal(3, cost.Devices(DeviceRates.A100 with { MemoryBytes = most / 2.5 }));
        Assert.Equal(1, cost.Devices(DeviceRates.A100 with { MemoryBytes = most }));
    }

    [Fact]
    public void A_wrong_question_is_named_in_full()
    {
        var wrong = Question with { Pairs = 0, Votes = 5, EvaluationImages = -1, Grid = new PatchGrid(1, 4, 5) };
        var fault = Assert.Throws<ArgumentException>(() => RoundCost.Of(wrong, Engine.Vllm, Engine.Verl));
        Assert.All(
            ["Pairs is 0", "Votes is 5, expected a multiple of the 2 orders", "EvaluationImages is -1", "Grid is 1x4x5"],
            part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
        Assert.Contains("Orders is 3", Assert.Throws<ArgumentException>(() => RoundCost.Of(Question with { Orders = 3 }, Engine.Vllm, Engine.Verl)).Message, StringComparison.Ordinal);
    }

    private static (double Patches, double Positions) Seen(RoundCost cost, RoundStage stage) => (cost[stage].Work.Patches, cost[stage].Work.Positions);
}

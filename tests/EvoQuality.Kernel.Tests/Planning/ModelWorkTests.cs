using System.Text.Json;
using EvoQuality.Benchmarks.Speed;
using EvoQuality.Grpo;
using EvoQuality.Imaging;
using EvoQuality.Planning;
using EvoQuality.Qwen25VL;

namespace EvoQuality.Kernel.Tests;

/// <summary>The calculator against counts made by others: torch's counter, the approved manifests, our own benchmarks, and by hand.</summary>
public sealed class ModelWorkTests
{
    private static readonly Engine Careful = Engine.EvoQuality with { LastPositionAlone = false, OneFrame = false }; // transformers continuing a cache
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures");
    private readonly JsonElement _counted = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "operations", "small.json"))).RootElement;
    private readonly Qwen25VLConfig _small = ConfigFile.Load(Path.Combine(Folder, "operations", "small.config.json"));

    private PatchGrid Grid => new(1, Size("rows"), Size("columns"));

    [Fact]
    public void Operations_are_those_that_torch_counts_in_transformers()
    {
        var (called, shared) = (new ModelWork(_small, Engine.Transformers), new ModelWork(_small, Careful));
        var (tokens, group, made) = (Size("prompt_tokens"), Size("group"), Size("new"));
        Assert.Equal(Count("encode"), called.Encode(Grid).Operations);
        Assert.Equal(Count("read"), called.Read(tokens).Operations);
        Assert.Equal(Count("decode"), called.Decode(tokens, group, made).Operations);
        Assert.Equal(Count("copies_forward"), called.Score(tokens, Grid, group, made).Operations);
        Assert.Equal(Count("copies_backward"), called.Backward(tokens, Grid, group, made, recompute: false).Operations);
        Assert.Equal(Count("shared_forward"), shared.Score(tokens, Grid, group, made).Operations);
        Assert.Equal(Count("shared_backward"), shared.Backward(tokens, Grid, group, made, recompute: false).Operations);
        Assert.Equal(Size("parameters"), called.Parameters);
    }

    [Fact]
    public void What_our_engine_leaves_out_is_the_last_layer_before_the_last_position_and_the_second_frame()
    {
        var (ours, careful) = (new ModelWork(_small, Engine.EvoQuality), new ModelWork(_small, Careful));
        // 37 positions x (q and o 2 x 64 x 64, gate, up and down 3 x 64 x 160), then 38 x 38 - 38 keys met, 4 x 64 operations each.
        Assert.Equal((2 * 37 * ((2 * 64 * 64) + (3 * 64 * 160))) + (4 * 64 * ((38 * 38) - 38)), careful.Read(38).Operations - ours.Read(38).Operations);
        Assert.Equal(2 * 96 * 64 * 588, careful.Encode(Grid).Operations - ours.Encode(Grid).Operations);
    }

    [Fact]
    public void Hidden_keys_that_are_skipped_are_half_of_the_square_without_its_diagonal()
    {
        var (masked, skipped) = (new ModelWork(_small, Engine.Trl), new ModelWork(_small, Engine.Trl with { SkipsHiddenKeys = true }));
        Assert.Equal(2 * 4 * 64 * (38 * 37 / 2), masked.Read(38).Operations - skipped.Read(38).Operations); // two layers
    }

    [Theory]
    [InlineData("qwen2.5-vl-3b", 2 * 36 * 2 * 128 * 2)]
    [InlineData("qwen2.5-vl-7b", 57_344)]
    public void Parameters_are_those_of_the_approved_manifests_and_a_position_takes_these_bytes_of_cache(string name, long bytes)
    {
        var folder = Path.Combine(Folder, "manifests");
        var model = new ModelWork(ConfigFile.Load(Path.Combine(folder, $"{name}.config.json")), Engine.Vllm);
        var first = File.ReadLines(Path.Combine(folder, $"{name}.txt")).First();
        Assert.EndsWith($" {model.Parameters} parameters", first, StringComparison.Ordinal);
        Assert.Equal(bytes, model.CacheBytesPerPosition);
    }

    [Fact]
    public void Keys_and_values_of_decoding_are_those_counted_by_hand()
    {
        // Prompt of 10, two answers of 4 tokens: three steps, which meet 1, 2 and 3 own tokens and write one each. 2 x 2 layers x 32 x 2 bytes.
        const int Position = 2 * 2 * 2 * 16 * 2;
        Assert.Equal(Position * ((3 * 10) + (2 * (6 + 3))), new ModelWork(_small, Engine.EvoQuality).Decode(10, 2, 4).CacheBytes);
        Assert.Equal(Position * ((2 * 3 * 10) + (2 * (6 + 3))), new ModelWork(_small, Engine.Vllm).Decode(10, 2, 4).CacheBytes);
        Assert.Equal(0, new ModelWork(_small, Engine.Vllm).Decode(10, 2, 1).CacheBytes);
    }

    [Fact]
    public void An_update_moves_gradients_twice_and_state_both_ways()
    {
        double weights = Size("parameters");
        double PerWeight(UpdateOptions options, int element) => new ModelWork(_small, Engine.EvoQuality, element).Update(options).WeightBytes / weights;
        Assert.Equal((2 * 2) + (2 * 12) + 2, PerWeight(new UpdateOptions(), 2)); // master: the weights are only written
        Assert.Equal((2 * 4) + (2 * 8) + (2 * 4), PerWeight(new UpdateOptions(), 4)); // fp32: they are read as well
        Assert.Equal((2 * 2) + (2 * 8) + (2 * 2), PerWeight(new UpdateOptions { Precision = UpdatePrecision.Stochastic }, 2));
    }

    [Theory]
    [InlineData(SpeedMode.Prefill, 1, false)]
    [InlineData(SpeedMode.Votes, 1, false)]
    [InlineData(SpeedMode.Votes, 3, true)]
    [InlineData(SpeedMode.Scores, 4, false)]
    [InlineData(SpeedMode.Grpo, 4, false)]
    public void Tokens_and_patches_are_those_that_a_real_run_counted(SpeedMode mode, int made, bool round)
    {
        using var folder = new TemporaryFolder();
        TinyPolicy.Save(folder.Path);
        var options = new SpeedOptions { Mode = mode, Items = 12, Batch = 5, K = 3, New = made, Side = 56, Text = 10, Repeat = 1, Round = round };
        var line = SpeedMeasurement.Run(folder.Path, options);
        var work = PredictedWork.Total(PredictedWork.Of(ConfigFile.Load(folder.File("config.json")), options));
        Assert.Equal(line.TokensComputed, work.Positions + work.Patches);
        Assert.Equal(work.Operations / 1e9, line.Gflop!.Value, 1e-6);
    }

    private int Size(string name) => _counted.GetProperty("sizes").GetProperty(name).GetInt32();

    private double Count(string name) => _counted.GetProperty("operations").GetProperty(name).GetDouble();
}

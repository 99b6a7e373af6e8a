using System.Text.Json;
using EvoQuality.Benchmarks.Speed;

namespace EvoQuality.Kernel.Tests;

public class SpeedTests
{
    private const int Patches = 16; // of a 56x56 picture: four merged cells
    private const int Text = 10, OneImage = Text + 6, TwoImages = Text + 12; // a picture is four places and two marks

    [Theory]
    [InlineData(12)]
    [InlineData(30)]
    public void Every_image_of_a_round_stands_in_six_pairs_and_never_meets_itself(int count)
    {
        var pairs = RoundPairs.Of(count);
        Assert.Equal(count, pairs.Length);
        Assert.DoesNotContain(pairs, p => p.First == p.Second);
        Assert.All(pairs.SelectMany(p => new[] { p.First, p.Second }).CountBy(i => i), image => Assert.Equal(RoundPairs.PerImage, image.Value));
        Assert.Equal(count / 3, pairs.SelectMany(p => new[] { p.First, p.Second }).Distinct().Count());
    }

    [Fact]
    public void A_prompt_is_computed_once_however_many_votes_it_gets()
    {
        var line = Measure(new SpeedOptions { Mode = SpeedMode.Votes, Items = 3, Batch = 2, K = 5 });
        Assert.Equal((TwoImages, (3 * TwoImages) + (3 * 2 * Patches)), (line.PromptTokens, line.TokensComputed));
        Assert.Null(line.DecodeShare);
    }

    [Fact]
    public void Later_tokens_are_counted_once_per_completion()
    {
        // One repeat: of several, the median of the shares is not the share of the medians.
        var line = Measure(new SpeedOptions { Mode = SpeedMode.Scores, Items = 2, Batch = 2, K = 3, New = 4 }, repeat: 1);
        Assert.Equal((2 * OneImage) + (2 * 3 * 3) + (2 * Patches), line.TokensComputed);
        Assert.Equal(6, line.DecodeRows);
        var (floor, step) = (line.FloorSecondsPerStep!.Value, line.DecodeSecondsPerStep!.Value);
        const double Rounding = 1e-6; // of the line's figures
        Assert.Equal(floor / step, line.DecodeShare!.Value, Rounding + (floor / step * ((Rounding / floor) + (Rounding / step))));
    }

    [Fact]
    public void A_round_encodes_each_image_once()
    {
        var line = Measure(new SpeedOptions { Mode = SpeedMode.Votes, Items = 12, Batch = 5, K = 2, Round = true });
        Assert.Equal((12 * TwoImages) + (4 * Patches), line.TokensComputed);
    }

    [Fact]
    public void A_GRPO_step_passes_sampling_reference_and_policy()
    {
        var line = Measure(new SpeedOptions { Mode = SpeedMode.Grpo, Items = 2, Batch = 2, K = 3, New = 4 });
        Assert.Equal(3 * ((2 * OneImage) + (2 * 3 * 3) + (2 * Patches)), line.TokensComputed);
    }

    [Fact]
    public void Configuration_alone_is_measured_with_random_weights_and_the_line_has_the_peers_fields()
    {
        var line = Measure(new SpeedOptions { Mode = SpeedMode.Prefill, Items = 1, Repeat = 1 }, folder => File.Delete(folder.File("model.safetensors")));
        Assert.True(line.PrefillShare > 0);
        using var json = JsonDocument.Parse(line.ToJson());
        string[] fields =
        [
            "who", "mode", "items", "k", "new", "side", "prompt_tokens", "batch", "threads", "gemm_gflops", "load", "seconds",
            "completions_per_s", "tokens_computed", "peak_rss_mib",
        ];
        Assert.Empty(fields.Except(json.RootElement.EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public void All_wrong_options_are_named()
    {
        var options = new SpeedOptions { Mode = SpeedMode.Grpo, Items = 10, K = 0, Side = 60, Round = true };
        var fault = Assert.Throws<ArgumentException>(() => options.Validate(28));
        Assert.All(["--k is 0", "--side is 60", "--round measures votes only", "--items is 10"], part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
    }

    private static SpeedLine Measure(SpeedOptions options, Action<TemporaryFolder>? prepare = null, int repeat = 2)
    {
        using var folder = new TemporaryFolder();
        TinyPolicy.Save(folder.Path);
        prepare?.Invoke(folder);
        return SpeedMeasurement.Run(folder.Path, options with { Side = 56, Text = Text, Repeat = repeat });
    }
}

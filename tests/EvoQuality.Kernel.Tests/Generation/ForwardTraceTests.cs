using EvoQuality.Generation;
using EvoQuality.Presentation;
using EvoQuality.Qwen25VL;

namespace EvoQuality.Kernel.Tests;

/// <summary>The pass over one prompt, step by step, and the counts of weights.</summary>
public sealed class ForwardTraceTests : IDisposable
{
    private readonly QwenPolicy _policy = TinyPolicy.Create();

    public void Dispose() => _policy.Dispose();

    [Fact]
    public void Every_layer_is_there_in_the_order_of_computing_with_its_sizes()
    {
        var config = _policy.Model.Config;
        var steps = ForwardTrace.Of(_policy, TinyPolicy.TwoImages);
        string[] blocks = [.. Enumerable.Range(0, config.Vision.Depth).Select(i => $"visual.blocks.{i}")];
        string[] layers = [.. Enumerable.Range(0, config.Text.Layers).Select(i => $"model.layers.{i}")];
        Assert.Equal(
            ["patches", "visual.patch_embed", .. blocks, "visual.merger", "token ids", "positions", .. layers, "model.norm", "lm_head"], steps.Select(s => s.Name));

        var tokens = _policy.Tokenize([TinyPolicy.TwoImages])[0].Ids.Count;
        long[] Shape(string name) => [.. steps.Single(s => s.Name == name).Shape];
        Assert.Equal([16 + 48, 3 * 14 * 14], Shape("patches")); // 56 x 56 and 112 x 84 pixels
        Assert.Equal([16, config.Text.HiddenSize], Shape("visual.merger"));
        Assert.Equal([3, 1, tokens], Shape("positions"));
        Assert.Equal([1, tokens, config.Text.HiddenSize], Shape("model.norm"));
        Assert.Equal([1, tokens, config.Text.VocabularySize], Shape("lm_head"));
        Assert.All(steps, s => Assert.Equal(s.Name is "token ids" or "positions", s.RootMeanSquare is null));
        Assert.All(steps, s => Assert.Equal(s.Shape.Count, s.Letters.Split(',').Length));
    }

    [Fact]
    public void It_gives_back_what_it_took_and_leaves_the_observer_alone()
    {
        var seen = 0;
        _policy.Model.Observer = (_, _) => seen++;
        NoLeaks.Check(() => _ = ForwardTrace.Of(_policy, TinyPolicy.OneImage));
        Assert.Equal(0, seen);
        Assert.NotNull(_policy.Model.Observer);
    }

    [Fact]
    public void A_prompt_without_an_image_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ForwardTrace.Of(_policy, TinyPolicy.NoImage));

    [Fact]
    public void The_counts_are_those_of_the_weights()
    {
        var counted = ParameterCount.Of(_policy.Model.Config);
        Assert.Equal(_policy.Model.parameters().Sum(p => p.numel()), counted.Sum(p => p.Weights));
        Assert.Equal(_policy.Model.Config.Text.VocabularySize * (long)_policy.Model.Config.Text.HiddenSize, counted.Single(p => p.Part == "token embedding").Weights);
    }

    [Fact]
    public void A_prompt_s_tokens_have_the_positions_of_text_and_of_image_cells()
    {
        var table = Tables.PromptTokens(_policy, TinyPolicy.OneImage);
        var image = table.Rows.Where(r => (string)r[2] == "<|image_pad|>").ToArray();
        var at = (int)image[0][0];
        Assert.Equal(4, image.Length); // 56 x 56 pixels
        Assert.Equal([(at, at, at), (at, at, at + 1), (at, at + 1, at), (at, at + 1, at + 1)], image.Select(r => ((int)r[3], (int)r[4], (int)r[5])));
        var after = table.Rows[at + 4];
        Assert.Equal([at + 2, at + 2, at + 2], [after[3], after[4], after[5]]);
    }
}

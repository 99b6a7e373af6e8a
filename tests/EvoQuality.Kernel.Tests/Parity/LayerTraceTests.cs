using EvoQuality.Benchmarks.Commands;
using EvoQuality.Benchmarks.Parity;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public class LayerTraceTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "qwen-tied");
    private static readonly string Trace = Path.Combine(Folder, "layers.safetensors");

    [Fact]
    public void Every_layer_agrees_with_transformers_in_the_order_of_computation()
    {
        using var model = CheckpointFolder.Load(Folder);
        var layers = LayerTrace.Compare(model, Trace);
        string[] expected =
        [
            "visual.patch_embed", "visual.blocks.0", "visual.blocks.1", "visual.blocks.2", "visual.blocks.3", "visual.merger",
            "model.layers.0", "model.layers.1", "model.norm", "lm_head",
        ];
        Assert.Equal(expected, layers.Select(l => l.Layer));
        Assert.All(layers, l => Assert.True(l.Largest <= QwenParity.LogitTolerance, l.ToString()));
    }

    [Theory]
    [InlineData("visual.patch_embed", "visual.patch_embed.proj.weight")]
    [InlineData("visual.blocks.2", "visual.blocks.2.mlp.up_proj.weight")]
    [InlineData("visual.merger", "visual.merger.mlp.2.bias")]
    [InlineData("model.layers.0", "model.layers.0.self_attn.v_proj.bias")]
    [InlineData("model.layers.1", "model.layers.1.self_attn.o_proj.weight")]
    [InlineData("model.norm", "model.norm.weight")]
    public void A_changed_weight_is_found_in_its_layer(string layer, string weight)
    {
        using var model = CheckpointFolder.Load(Folder);
        using (no_grad())
        {
            using var scope = NewDisposeScope();
            var values = model.named_parameters().Single(p => p.name == weight).parameter.view(-1);
            values.narrow(0, 3, 1).add_(0.5);
        }

        var first = LayerTrace.Compare(model, Trace).First(l => l.Relative > LayersCommand.Tolerance);
        Assert.Equal(layer, first.Layer);
    }

    [Fact]
    public void A_trace_of_another_model_is_refused_and_leaves_no_observer()
    {
        using var other = CheckpointFolder.Load(Path.Combine(AppContext.BaseDirectory, "Fixtures", "qwen-untied"));
        using var deeper = new Qwen25VLModel(other.Config with { Text = other.Config.Text with { Layers = 3 } });
        Assert.Equal(
            $"{Trace}: expected a layer model.layers.2 of shape (2, 26, 32), but the trace has none.",
            Assert.Throws<InvalidDataException>(() => LayerTrace.Compare(deeper, Trace)).Message);
        Assert.Null(deeper.Observer);
    }

    [Fact]
    public void Nothing_is_left_alive()
    {
        using var model = CheckpointFolder.Load(Folder);
        NoLeaks.Check(() => LayerTrace.Compare(model, Trace));
    }
}

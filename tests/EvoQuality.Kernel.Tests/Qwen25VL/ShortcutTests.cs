using EvoQuality.Generation;
using EvoQuality.Imaging;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

/// <summary>What is left out or added up beforehand changes neither values nor gradients.</summary>
public sealed class ShortcutTests : IDisposable
{
    private const double Tolerance = 1e-5; // fp32, other order of sums
    private readonly QwenPolicy _policy = TinyPolicy.Create();

    public void Dispose() => _policy.Dispose();

    [Fact]
    public void One_frame_of_a_still_image_stands_for_all()
    {
        using var scope = NewDisposeScope();
        var images = TinyPolicy.TwoImages.Images;
        PatchGrid[] grids = [.. images.Select(_policy.Images.GridOf)];
        var processor = new ImageProcessor(TinyPolicy.Pictures);
        var both = cat([.. images.Select(i => tensor(processor.Process(i.Load()).Values).view(-1, 1176))], 0);
        var one = _policy.Images.Patches(images);
        Assert.Equal([both.shape[0], 588], one.shape);
        Compare(() => _policy.Model.EncodeImages(both, grids), () => _policy.Model.EncodeImages(one, grids));
    }

    [Fact]
    public void The_last_layer_need_compute_only_the_last_position()
    {
        using var scope = NewDisposeScope();
        Prompt[] prompts = [TinyPolicy.TwoImages, TinyPolicy.OneImage]; // of unequal length
        var batch = PromptBatch.Create(_policy.Tokenize(prompts), _policy.Model.Config, CPU);
        var features = _policy.CachedFeatures(prompts).clone();
        var next = tensor(new long[] { 5, 6, 7, 8 }).view(4, 1); // branches see the last layer's keys and values too
        Tensor Read(bool everyPosition)
        {
            var pass = _policy.Model.ReadPrompts(batch, features, everyPosition);
            Assert.Equal(everyPosition ? batch.Ids.shape[1] : 1, pass.Hidden.shape[1]);
            return cat([pass.Hidden.select(1, -1), _policy.Model.ContinueBranches(next, pass.Cache).squeeze(1)], 0);
        }

        Compare(() => Read(true), () => Read(false));
    }

    private void Compare(Func<Tensor> whole, Func<Tensor> shortcut)
    {
        var (expected, expectedGradients) = ValueAndGradients(whole());
        var (found, gradients) = ValueAndGradients(shortcut());
        Close.All(expected, found, Tolerance);
        Assert.Equal(expectedGradients.Keys, gradients.Keys);
        var largest = expectedGradients.Values.Max(g => g.Max(Math.Abs)); // what flows back through the layers has this size
        foreach (var (name, gradient) in expectedGradients) Close.All(gradient, gradients[name], Tolerance * largest);
    }

    private (double[] Value, Dictionary<string, double[]> Gradients) ValueAndGradients(Tensor value)
    {
        _policy.Model.zero_grad();
        (value * value).sum().backward();
        var gradients = new Dictionary<string, double[]>();
        foreach (var (name, parameter) in _policy.Model.named_parameters())
            if (parameter.grad is { } gradient) gradients.Add(name, Doubles(gradient));
        return (Doubles(value), gradients);
    }

    private static double[] Doubles(Tensor values) => [.. values.data<float>().ToArray().Select(v => (double)v)];
}

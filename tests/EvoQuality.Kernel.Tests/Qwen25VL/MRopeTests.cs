using EvoQuality.Imaging;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public class MRopeTests
{
    private static readonly Qwen25VLConfig Config = TinyPolicy.Config(tied: true);

    [Fact]
    public void Text_advances_all_axes_and_an_image_spans_rows_and_columns()
    {
        // text text [image of 2 rows, 3 columns] text: the image starts at 2; what follows starts at 2 + max(2, 3)
        var image = Config.ImageTokenId;
        using var batch = PromptBatch.Create([new([1, 2, image, image, image, image, image, image, 3], [new PatchGrid(1, 4, 6)])], Config, CPU);
        Assert.Equal(
            [
                0, 1, 2, 2, 2, 2, 2, 2, 5,
                0, 1, 2, 2, 2, 3, 3, 3, 5,
                0, 1, 2, 3, 4, 2, 3, 4, 5,
            ],
            batch.Positions.data<long>().ToArray());
        Assert.Equal([6], batch.NextPositions);
        Assert.Equal([2, 3, 4, 5, 6, 7], batch.ImageRows.data<long>().ToArray());
        Assert.Null(batch.Present);
    }

    [Fact]
    public void Padding_stands_at_the_left_and_shifts_nothing()
    {
        using var batch = PromptBatch.Create([new([1, 2, 3, 4], []), new([5, 6], [])], Config, CPU);
        Assert.Equal([1, 2, 3, 4, Config.PadTokenId, Config.PadTokenId, 5, 6], batch.Ids.data<long>().ToArray());
        using var second = batch.Positions.select(0, 0).select(0, 1).narrow(0, 2, 2);
        Assert.Equal([0, 1], second.data<long>().ToArray());
        Assert.Equal([4, 2], batch.NextPositions);
        Assert.Equal([true, true, true, true, false, false, true, true], batch.Present!.data<bool>().ToArray());
    }

    [Fact]
    public void Each_frequency_takes_its_position_from_one_axis_and_the_sines_carry_the_rotations_minus()
    {
        using var scope = NewDisposeScope();
        var positions = tensor(new long[] { 5, 7, 11 }).view(3, 1, 1);
        var frequencies = tensor(new[] { 1f, 0.1f, 0.01f, 0.001f });
        var (cos, sin) = MRope.Table(positions, frequencies, [1, 1, 2]);
        double[] angles = [5, 0.7, 0.11, 0.011, 5, 0.7, 0.11, 0.011];
        Close.All([.. angles.Select(Math.Cos)], [.. cos.data<float>().ToArray().Select(v => (double)v)], 1e-6);
        double[] signed = [.. angles.Select((angle, i) => (i < 4 ? -1 : 1) * Math.Sin(angle))];
        Close.All(signed, [.. sin.data<float>().ToArray().Select(v => (double)v)], 1e-6);
    }

    [Fact]
    public void A_prompt_that_does_not_match_its_images_or_is_too_long_is_refused()
    {
        var image = Config.ImageTokenId;
        string Fault(PromptInput prompt) => Assert.Throws<ArgumentException>(() => PromptBatch.Create([prompt], Config, CPU)).Message;
        Assert.Contains("has 1 image tokens, but its 1 images fill 4", Fault(new([1, image], [new PatchGrid(1, 4, 4)])));
        Assert.Contains("has 1 image tokens, but its 0 images fill 0", Fault(new([image], [])));
        Assert.Contains("has 513 tokens, but the model reads at most 512", Fault(new(new int[513], [])));
    }
}

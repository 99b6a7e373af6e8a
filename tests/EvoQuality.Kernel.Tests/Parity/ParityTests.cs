using EvoQuality.Benchmarks.Parity;

namespace EvoQuality.Kernel.Tests;

public class ParityTests
{
    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    [Theory]
    [InlineData("qwen-tied")]
    [InlineData("qwen-untied")]
    public void The_model_agrees_with_transformers(string name)
    {
        var result = QwenParity.Measure(Fixture(name));
        Assert.True(result.Passed, result.ToString());
        Assert.True(result.Vision <= QwenParity.LogitTolerance && result.Loss <= QwenParity.LogitTolerance, result.ToString());
    }

    [Fact]
    public void The_numbers_agree_with_scipy_and_TRL()
    {
        var result = NumericParity.Measure(Fixture("numeric"));
        Assert.True(result is { Passed: true, Correlation: not null, Rewards: not null, GrpoCompared: 2, GrpoSkipped: 0 }, result.ToString());
    }

    [Fact]
    public void Resized_pictures_and_pixel_rows_equal_Pillow_torchvision_and_transformers_to_the_last_bit()
    {
        var result = PatternParity.Measure(Fixture("images"));
        Assert.Empty(result.Different);
        Assert.True(result is { Passed: true, Compared: > 190 }, result.ToString());
    }

    [Fact]
    public void A_damaged_weight_is_noticed()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(Fixture("qwen-tied"))) File.Copy(file, folder.File(Path.GetFileName(file)));
        var bytes = File.ReadAllBytes(folder.File("model.safetensors"));
        bytes[^1] ^= 0x80; // the sign of the last number
        File.WriteAllBytes(folder.File("model.safetensors"), bytes);
        Assert.False(QwenParity.Measure(folder.Path).Passed);
    }
}

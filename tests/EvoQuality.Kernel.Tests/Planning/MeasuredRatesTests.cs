using EvoQuality.Planning;

namespace EvoQuality.Kernel.Tests;

public sealed class MeasuredRatesTests
{
    private static readonly DeviceRates Published = DeviceRates.H200;

    [Fact]
    public void A_line_of_gpu_check_replaces_rates_and_shares()
    {
        var rates = MeasuredRates.Of(Published, ["""{"device": "NVIDIA H200", "matrix_tflops": 700.5, "prefill_share": 0.55, "copy_gb_per_s": 4000, "decode_bandwidth_share": 0.61, "training_share": 0.3}"""]);
        Assert.Equal((700.5e12, 0.55, 4e12, 0.61, 0.3), (rates.OperationsPerSecond, rates.ReadingShare, rates.BytesPerSecond, rates.DecodingShare, rates.TrainingShare));
        Assert.Equal(("H200 (measured)", Published.MemoryBytes, Published.UpdatingShare), (rates.Name, rates.MemoryBytes, rates.UpdatingShare));
    }

    [Fact]
    public void Lines_of_Benchmarks_add_up_and_those_of_the_peer_are_passed_over()
    {
        var rates = MeasuredRates.Of(Published,
        [
            """{"who": "evoquality", "mode": "prefill", "gemm_gflops": 80.5, "prefill_share": 0.7, "products_share": 0.72}""", "",
            """{"who": "transformers called", "mode": "votes", "gemm_gflops": 1, "copy_gb_per_s": 1}""",
            """{"who": "evoquality", "mode": "votes", "gemm_gflops": 81, "copy_gb_per_s": 12.5, "decode_bandwidth_share": null}""",
        ]);
        Assert.Equal((81e9, 0.72, 12.5e9, Published.DecodingShare), (rates.OperationsPerSecond, rates.ReadingShare, rates.BytesPerSecond, rates.DecodingShare));
    }

    [Fact]
    public void A_line_of_gpu_line_says_the_share_of_reading()
    {
        var rates = MeasuredRates.Of(Published, ["""{"matrix_tflops": 600, "reading_share": 0.5, "training_share": null, "votes": {"products_share": 0.1}}"""]);
        Assert.Equal((600e12, 0.5, Published.TrainingShare), (rates.OperationsPerSecond, rates.ReadingShare, rates.TrainingShare));
    }

    [Theory]
    [InlineData("not JSON", "Line 1: expected a JSON object")]
    [InlineData("[1]", "Line 1: expected a JSON object, found Array")]
    [InlineData("""{"gemm_gflops": "fast"}""", "Line 1: expected a JSON object with numbers")]
    [InlineData("""{"seconds": 3}""", "found none")]
    [InlineData("", "found none")]
    public void Lines_that_say_nothing_are_refused(string line, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => MeasuredRates.Of(Published, [line])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_rate_must_be_above_0() =>
        Assert.Contains("ReadingShare is 0", Assert.Throws<ArgumentException>(() => MeasuredRates.Of(Published, ["""{"prefill_share": 0}"""])).Message, StringComparison.Ordinal);
}

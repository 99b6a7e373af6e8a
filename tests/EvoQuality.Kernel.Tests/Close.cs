namespace EvoQuality.Kernel.Tests;

/// <summary>Absolute tolerance, with the place of the difference in the message.</summary>
internal static class Close
{
    public static void All(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= tolerance,
                $"Item {i}: expected {expected[i]:R}, found {actual[i]:R}.");
        }
    }
}

using EvoQuality.Foundations;
using MathNet.Numerics;

namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>
/// Normal numbers for whole pictures: four from one 64-bit draw, each one of the 65,536 equally likely quantiles of the normal
/// distribution (the largest is 4.3). Pixels have 256 values; finer numbers would cost ten times more and show nowhere.
/// </summary>
internal static class NormalTable
{
    private static readonly float[] Quantiles = Create();

    /// <summary>Fills with independent numbers of mean 0 and deviation 1.</summary>
    public static void Fill(Span<float> values, SeededSource source)
    {
        var table = Quantiles;
        for (var i = 0; i < values.Length;)
        {
            var bits = source.NextBits();
            for (var end = Math.Min(i + 4, values.Length); i < end; i++, bits >>= 16) values[i] = table[(int)(bits & 0xffff)];
        }
    }

    /// <summary>That many fresh numbers.</summary>
    public static float[] Draw(int count, SeededSource source)
    {
        var values = new float[count];
        Fill(values, source);
        return values;
    }

    private static float[] Create()
    {
        var table = new float[1 << 16];
        for (var i = 0; i < table.Length; i++)
            table[i] = (float)(-Constants.Sqrt2 * SpecialFunctions.ErfcInv((i + 0.5) / (table.Length / 2)));
        return table;
    }
}

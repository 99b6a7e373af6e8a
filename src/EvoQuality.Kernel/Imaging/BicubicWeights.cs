namespace EvoQuality.Imaging;

/// <summary>
/// Fixed-point weights of one axis. Output position i is the sum over k &lt; Taps of
/// <c>Values[i * Taps + k] * input[Starts[i] + k]</c>, plus one half, shifted right by <c>Bits</c>.
/// </summary>
internal sealed record BicubicWeights(int Taps, int Bits, int[] Starts, int[] Counts, int[] Values)
{
    private const double A = -0.5; // Keys' cubic; both libraries use it when antialiasing
    private const double Radius = 2;

    /// <summary>Weights that bring <paramref name="from"/> samples to <paramref name="to"/>.</summary>
    public static BicubicWeights Create(int from, int to, Resampling resampling)
    {
        var scale = (double)from / to;
        var stretch = Math.Max(scale, 1);
        var support = Radius * stretch;
        var taps = ((int)Math.Ceiling(support) * 2) + 1;
        var (starts, counts, exact) = (new int[to], new int[to], new double[checked(to * taps)]);
        for (var i = 0; i < to; i++)
        {
            var center = scale * (i + 0.5);
            var start = Math.Max((int)(center - support + 0.5), 0);
            var count = Math.Clamp(Math.Min((int)(center + support + 0.5), from) - start, 0, taps);
            (starts[i], counts[i]) = (start, count);
            var row = exact.AsSpan(i * taps, count);
            var total = 0.0;
            var inverse = 1.0 / stretch;
            for (var k = 0; k < count; k++) total += row[k] = Cubic((k + start - center + 0.5) * inverse);
            if (total != 0)
                foreach (ref var w in row) w /= total;
        }

        var bits = resampling switch
        {
            Resampling.Torchvision => BitsThatFit16(exact.Max()),
            Resampling.Pillow => 22,
            _ => throw new ArgumentOutOfRangeException(nameof(resampling), resampling, "Unknown resampling."),
        };
        var values = Array.ConvertAll(exact, w => (int)((w < 0 ? -0.5 : 0.5) + (w * (1 << bits))));
        return new BicubicWeights(taps, bits, starts, counts, values);
    }

    private static int BitsThatFit16(double largest)
    {
        var bits = 0;
        while (bits < 22 && (int)(0.5 + (largest * (1 << (bits + 1)))) < 1 << 15) bits++;
        return bits;
    }

    private static double Cubic(double x)
    {
        x = Math.Abs(x);
        if (x < 1) return ((((A + 2) * x) - (A + 3)) * x * x) + 1;
        return x < 2 ? ((((x - 5) * x) + 8) * x - 4) * A : 0;
    }
}

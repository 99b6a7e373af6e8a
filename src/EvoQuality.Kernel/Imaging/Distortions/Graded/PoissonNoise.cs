using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>
/// Photon noise: a value v in 0..1 becomes n / f with n from the Poisson distribution of mean v f, f = parameters[0]. Drawn by
/// inversion; a guide of 64 starting points per value makes the search one or two steps.
/// </summary>
internal static class PoissonNoise
{
    private const int GuideBits = 6;

    public static RgbImage Apply(RgbImage image, double[] parameters, SeededSource source)
    {
        var events = parameters[0];
        var values = new Quantiles?[256];
        var pixels = new byte[image.Pixels.Length];
        for (var i = 0; i < pixels.Length;)
        {
            var bits = source.NextBits();
            for (var end = Math.Min(i + 2, pixels.Length); i < end; i++, bits >>= 32)
            {
                var value = image.Pixels[i];
                var count = (values[value] ??= new Quantiles(value * events / 255)).Draw((uint)bits);
                pixels[i] = PixelMath.ToByte(255 * count / events);
            }
        }

        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>Cumulative probabilities of one mean, in units of 2^-32.</summary>
    private sealed class Quantiles
    {
        private readonly uint[] _upTo;
        private readonly int[] _guide = new int[1 << GuideBits];

        public Quantiles(double mean)
        {
            var upTo = new List<uint>();
            var (term, sum) = (Math.Exp(-mean), 0.0);
            for (var n = 0; upTo.Count == 0 || upTo[^1] != uint.MaxValue; term *= mean / ++n)
            {
                sum += term;
                var last = n > mean && term < 1e-11; // what is left is below one part in 2^32
                upTo.Add(last ? uint.MaxValue : (uint)Math.Min(sum * uint.MaxValue, uint.MaxValue - 1.0));
            }

            _upTo = [.. upTo];
            for (var g = 0; g < _guide.Length; g++)
                while (_upTo[_guide[g]] < (uint)g << (32 - GuideBits)) _guide[g]++;
        }

        public int Draw(uint bits)
        {
            var n = _guide[bits >> (32 - GuideBits)];
            while (_upTo[n] < bits) n++;
            return n;
        }
    }
}

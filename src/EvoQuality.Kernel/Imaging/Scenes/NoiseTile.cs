using EvoQuality.Foundations;

namespace EvoQuality.Imaging.Scenes;

/// <summary>
/// A square of smooth noise that repeats without a seam: octaves of bilinear value noise, normalised to mean
/// 0 and standard deviation 1. A persistence of 1 gives every octave the same energy, the 1/f amplitude of
/// photographs; smaller ones give clouds.
/// </summary>
internal sealed class NoiseTile
{
    private const int Side = 512;
    private const int Mask = Side - 1;
    private const int CoarsestLattice = 4;

    private readonly float[] _values = new float[Side * Side];

    private NoiseTile(double persistence, SeededSource source)
    {
        var amplitude = 1.0;
        for (var lattice = CoarsestLattice; lattice <= Side; lattice *= 2, amplitude *= persistence)
            AddOctave(lattice, (float)amplitude, source);
        var mean = _values.Average(v => (double)v);
        var deviation = Math.Sqrt(_values.Average(v => (v - mean) * (v - mean)));
        for (var i = 0; i < _values.Length; i++) _values[i] = (float)((_values[i] - mean) / deviation);
    }

    /// <summary>
    /// Clouds, stone and skin, natural texture: three fixed tiles; scenes differ by where and how they look.
    /// </summary>
    public static IReadOnlyList<NoiseTile> All { get; } =
    [
        new(0.5, new SeedTree(1).Child("noise tile").Child(0).Source()),
        new(0.75, new SeedTree(1).Child("noise tile").Child(1).Source()),
        new(1.0, new SeedTree(1).Child("noise tile").Child(2).Source()),
    ];

    /// <summary>Bilinear value at any place, in tile pixels.</summary>
    public float At(float u, float v)
    {
        var (fu, fv) = (MathF.Floor(u), MathF.Floor(v));
        var (right, down) = (u - fu, v - fv);
        var (x, y) = ((int)fu & Mask, (int)fv & Mask);
        var (top, bottom) = (y * Side, ((y + 1) & Mask) * Side);
        var next = (x + 1) & Mask;
        var above = _values[top + x] + (right * (_values[top + next] - _values[top + x]));
        var below = _values[bottom + x] + (right * (_values[bottom + next] - _values[bottom + x]));
        return above + (down * (below - above));
    }

    private void AddOctave(int lattice, float amplitude, SeededSource source)
    {
        var nodes = new float[lattice * lattice];
        for (var i = 0; i < nodes.Length; i++) nodes[i] = (float)source.Uniform(-1, 1);
        var step = (float)lattice / Side;
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
            {
                var (left, top) = ((int)(x * step), (int)(y * step));
                var (right, down) = (Ease((x * step) - left), Ease((y * step) - top));
                var (next, low) = ((left + 1) % lattice, (top + 1) % lattice * lattice);
                top *= lattice;
                var above = nodes[top + left] + (right * (nodes[top + next] - nodes[top + left]));
                var below = nodes[low + left] + (right * (nodes[low + next] - nodes[low + left]));
                _values[(y * Side) + x] += amplitude * (above + (down * (below - above)));
            }
    }

    private static float Ease(float t) => t * t * (3 - (2 * t));
}

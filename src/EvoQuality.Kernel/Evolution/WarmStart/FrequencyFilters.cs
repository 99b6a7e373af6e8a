using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Evolution.WarmStart;

/// <summary>
/// Start values of the patch embedding: two-dimensional cosines of many frequencies, most on luminance, some on colour.
/// Pictures have 1/f spectra, so random filters see brightness and little else, and a small eye takes thousands of steps
/// to find the fine detail that damage shows in. Each cosine is scaled by its frequency to even that out.
/// </summary>
internal static class FrequencyFilters
{
    private const double Gain = 0.08;
    private static readonly double[] Luminance = [0.5773, 0.5773, 0.5773];
    private static readonly double[] BlueYellow = [-0.4082, -0.4082, 0.8165];
    private static readonly double[] RedGreen = [0.7071, -0.7071, 0];

    /// <summary>Overwrites the patch embedding of a fresh model; five sixths of the filters are on luminance.</summary>
    public static void Apply(Qwen25VLModel model)
    {
        var config = model.Config.Vision;
        var side = config.PatchSize;
        var colour = config.HiddenSize / 12;
        var values = new List<float>();
        foreach (var (u, v) in Spread(side, config.HiddenSize - (2 * colour), 2 * side)) Add(values, config, u, v, Luminance);
        foreach (var (u, v) in Spread(side, colour, 6)) Add(values, config, u, v, BlueYellow);
        foreach (var (u, v) in Spread(side, colour, 6)) Add(values, config, u, v, RedGreen);
        using var none = no_grad();
        var weight = model.get_parameter("visual.patch_embed.proj.weight")!;
        using var filters = tensor(values.ToArray()).view(weight.shape);
        weight.copy_(filters);
    }

    /// <summary>Frequencies below a limit, evenly spread from low to high.</summary>
    private static IEnumerable<(int U, int V)> Spread(int side, int count, int limit)
    {
        var all = (from u in Enumerable.Range(0, side)
                   from v in Enumerable.Range(0, side)
                   where u + v < limit
                   orderby (u * u) + (v * v), u
                   select (u, v)).ToArray();
        return Enumerable.Range(0, count).Select(i => all[i * (all.Length - 1) / Math.Max(1, count - 1)]);
    }

    /// <summary>One filter (C, T, y, x): the frames share it, so each holds its part.</summary>
    private static void Add(List<float> values, VisionConfig config, int u, int v, double[] colour)
    {
        var side = config.PatchSize;
        double Cosine(int frequency, int at) =>
            Math.Sqrt((frequency == 0 ? 1.0 : 2.0) / side) * Math.Cos(Math.PI * ((2 * at) + 1) * frequency / (2 * side));
        var scale = Gain * (1 + Math.Sqrt((u * u) + (v * v))) / config.TemporalPatchSize;
        for (var channel = 0; channel < config.Channels; channel++)
            for (var frame = 0; frame < config.TemporalPatchSize; frame++)
                for (var y = 0; y < side; y++)
                    for (var x = 0; x < side; x++)
                        values.Add((float)(scale * colour[channel] * Cosine(u, y) * Cosine(v, x)));
    }
}

using System.Globalization;

namespace EvoQuality.Benchmarks.Curves;

/// <summary>Curves as CSV, one line per run and step.</summary>
internal static class CurveFile
{
    private const string Header = "seed,step,reward,kl,entropy,grad_norm";

    public static void Write(string path, IEnumerable<CurvePoint> points) => File.WriteAllLines(path,
    [
        Header,
        .. points.Select(p => FormattableString.Invariant($"{p.Seed},{p.Step},{p.Reward:G6},{p.Kl:G6},{p.Entropy:G6},{p.GradNorm:G6}")),
    ]);

    public static CurvePoint[] Read(string path)
    {
        var lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Header) throw new InvalidDataException($"{path}: expected the first line '{Header}'.");
        return [.. lines.Skip(1).Select(line =>
        {
            double[] v = [.. line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
            return new CurvePoint((int)v[0], (int)v[1], v[2], v[3], v[4], v[5]);
        })];
    }
}

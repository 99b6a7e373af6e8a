using System.Globalization;
using System.Text.RegularExpressions;
using EvoQuality.Imaging;

namespace EvoQuality.Datasets;

/// <summary>
/// Whether scores point the way their scale says, from what is known about the pristine picture: more damage to one
/// content must look worse.
/// </summary>
/// <param name="Pairs">Pairs of pictures of one content that were compared.</param>
/// <param name="Share">Share of them in which the more damaged one has the worse score; ties count half.</param>
public sealed partial record DirectionCheck(int Pairs, double Share)
{
    private const int FewestPairs = 20;

    /// <summary>Enough pairs, and most of them the wrong way round.</summary>
    public bool Reversed => Pairs >= FewestPairs && Share < 0.5;

    /// <summary>By the level of damage that file names end with (KADID-10k, TID2013, CSIQ). Null where names have none.</summary>
    internal static DirectionCheck? ByLevel(IReadOnlyList<Label> labels, MosScale scale)
    {
        var series = from label in labels
                     where label.Reference is not null
                     let match = Level().Match(Path.GetFileNameWithoutExtension(label.FileName))
                     where match.Success
                     group (double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), label.Mos) by match.Groups[1].Value.ToUpperInvariant();
        return Count(series.Select(s => s.AsEnumerable()), scale);
    }

    /// <summary>By the squared difference of pixels from the reference, within one content. Null without references at hand.</summary>
    /// <param name="set">Pictures with scores and references; those without, or of another size than theirs, are left out.</param>
    /// <param name="most">Most pictures to decode, evenly spread over the set.</param>
    /// <param name="cancel">Stops between pictures.</param>
    /// <exception cref="InvalidOperationException">The set does not say what its scores mean.</exception>
    public static DirectionCheck? ByPixels(ImageSet set, int most = 200, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (set.Scale is not { } scale) throw new InvalidOperationException($"The set {set.Name} does not say what its scores mean.");
        var contents = set.Images.Where(i => i.Reference is not null && i.Mos is not null).GroupBy(i => i.Content).ToList();
        var perContent = Math.Max(2, most / Math.Max(1, contents.Count));
        var series = new List<IEnumerable<(double, double)>>();
        foreach (var content in contents.Take(most / 2))
        {
            var some = content.ToList();
            var pristine = some[0].Reference!.Load();
            var step = Math.Max(1, some.Count / perContent);
            var values = new List<(double, double)>();
            for (var i = 0; i < some.Count; i += step)
            {
                cancel.ThrowIfCancellationRequested();
                if (SquaredError(some[i].Load(), pristine) is { } error) values.Add((error, some[i].Mos!.Value));
            }

            series.Add(values);
        }

        return Count(series, scale);
    }

    private static DirectionCheck? Count(IEnumerable<IEnumerable<(double Damage, double Mos)>> series, MosScale scale)
    {
        var (pairs, right) = (0, 0.0);
        foreach (var content in series)
        {
            var values = content.ToArray();
            for (var i = 0; i < values.Length; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    var damage = values[i].Damage.CompareTo(values[j].Damage);
                    if (damage == 0) continue;
                    pairs++;
                    var better = values[i].Mos.CompareTo(values[j].Mos) * (scale.HigherIsBetter ? 1 : -1);
                    right += better == 0 ? 0.5 : damage * better < 0 ? 1 : 0;
                }
            }
        }

        return pairs == 0 ? null : new DirectionCheck(pairs, right / pairs);
    }

    private static double? SquaredError(RgbImage a, RgbImage b)
    {
        if ((a.Width, a.Height) != (b.Width, b.Height)) return null;
        var sum = 0L;
        for (var i = 0; i < a.Pixels.Length; i++)
        {
            var difference = a.Pixels[i] - b.Pixels[i];
            sum += difference * difference;
        }

        return (double)sum / a.Pixels.Length;
    }

    // I01_02_03, i01_02_3, 1600.AWGN.2: all but the last number, the last number.
    [GeneratedRegex(@"^(.+[._][A-Za-z0-9]+)[._](\d+)$")]
    private static partial Regex Level();
}

using System.Net;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Imaging.Distortions.Graded;

namespace EvoQuality.Presentation;

/// <summary>A contact sheet: a pristine picture and its five levels of every graded distortion, one row per type.</summary>
public sealed class DistortionSheet
{
    private const int Columns = 1 + GradedDistortion.LevelCount;
    private const int Gap = 2;
    private const int Quality = 75;
    private readonly RgbImage _pristine;
    private readonly SeedTree _seed;
    private readonly int _cell;
    private readonly IReadOnlyList<GradedDistortion> _distortions;

    /// <param name="pristine">The picture; it is distorted at full size and shown by a square from its middle.</param>
    /// <param name="seed">Root of the random types' draws.</param>
    /// <param name="cell">Side of the shown squares in pixels, at one pixel of the picture each.</param>
    /// <param name="distortions">The rows; all 35 by default.</param>
    public DistortionSheet(RgbImage pristine, SeedTree seed, int cell = 72, IReadOnlyList<GradedDistortion>? distortions = null)
    {
        ArgumentNullException.ThrowIfNull(pristine);
        ArgumentOutOfRangeException.ThrowIfLessThan(cell, 1);
        (_pristine, _seed, _distortions) = (pristine, seed, distortions ?? GradedCatalog.All);
        _cell = Math.Min(cell, Math.Min(pristine.Width, pristine.Height));
    }

    /// <summary>The whole grid as one picture, without names: pristine first, then levels 1 to 5.</summary>
    public RgbImage ToImage()
    {
        var sheet = Blank(Columns, _distortions.Count);
        foreach (var (row, distortion) in _distortions.Index()) Draw(distortion, sheet, row);
        return sheet;
    }

    /// <summary>Names and one strip per type, as HTML that loads nothing.</summary>
    public string ToHtml() =>
        "<table style=\"border-collapse:collapse;font-size:.75em\"><tbody>\n"
        + string.Concat(_distortions.Select(distortion =>
        {
            var strip = Blank(Columns, 1);
            Draw(distortion, strip, 0);
            var data = Convert.ToBase64String(ImageCodec.EncodeWebP(strip, Quality));
            return $"<tr><td style=\"padding:0 8px 0 0;text-align:right\">{WebUtility.HtmlEncode(distortion.Name)}</td><td style=\"padding:1px\">"
                + $"<img alt=\"\" width=\"{strip.Width}\" height=\"{strip.Height}\" src=\"data:image/webp;base64,{data}\"></td></tr>\n";
        }))
        + "</tbody></table>";

    /// <summary>The names.</summary>
    public override string ToString() => string.Join("\n", _distortions.Select(d => d.Name));

    private void Draw(GradedDistortion distortion, RgbImage sheet, int row)
    {
        Paste(_pristine, sheet, 0, row);
        for (var level = 1; level <= GradedDistortion.LevelCount; level++)
            Paste(distortion.Apply(_pristine, level, _seed.Child(distortion.Name).Child(level).Source()), sheet, level, row);
    }

    private void Paste(RgbImage picture, RgbImage sheet, int column, int row)
    {
        var (left, top) = ((picture.Width - _cell) / 2, (picture.Height - _cell) / 2);
        for (var y = 0; y < _cell; y++)
        {
            var from = picture.Pixels.AsSpan((((top + y) * picture.Width) + left) * 3, _cell * 3);
            from.CopyTo(sheet.Pixels.AsSpan(((((row * (_cell + Gap)) + y) * sheet.Width) + (column * (_cell + Gap))) * 3));
        }
    }

    private RgbImage Blank(int columns, int rows)
    {
        var sheet = new RgbImage((columns * (_cell + Gap)) - Gap, (rows * (_cell + Gap)) - Gap);
        sheet.Pixels.AsSpan().Fill(byte.MaxValue);
        return sheet;
    }
}

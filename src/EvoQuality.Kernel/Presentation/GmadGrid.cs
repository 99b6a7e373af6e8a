using System.Net;
using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using static System.FormattableString;

namespace EvoQuality.Presentation;

/// <summary>The pairs of a contest side by side, the attacker's choice on the left, with both models' scores below.</summary>
public sealed class GmadGrid
{
    private readonly GmadContest _contest;
    private readonly IReadOnlyList<IqaImage> _images;
    private readonly int _side;

    /// <param name="contest">What to show.</param>
    /// <param name="images">The pictures that its pairs index.</param>
    /// <param name="side">Longer side of a picture on the page, pixels.</param>
    public GmadGrid(GmadContest contest, IReadOnlyList<IqaImage> images, int side = 160)
    {
        ArgumentNullException.ThrowIfNull(contest);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        (_contest, _images, _side) = (contest, images, side);
    }

    /// <summary>The grid as HTML that loads nothing.</summary>
    public string ToHtml() => _contest.Pairs.Count == 0
        ? "<p>No pair: the two never disagree within the tolerance.</p>"
        : "<div style=\"display:flex;flex-wrap:wrap;gap:16px 28px\">" + string.Concat(_contest.Pairs.Select(Card)) + "</div>";

    /// <summary>One line per pair.</summary>
    public override string ToString() => string.Join("\n", _contest.Pairs.Select(p =>
        $"{Heading(p)}: {_images[p.First].Id} ({string.Join(", ", Lines(p.First).Select(l => $"{l.Name} {l.Value}"))}), {_images[p.Second].Id} ({string.Join(", ", Lines(p.Second).Select(l => $"{l.Name} {l.Value}"))})"));

    private string Card(GmadPair pair) =>
        $"<div style=\"font-size:.8em;line-height:1.35\"><div style=\"margin-bottom:4px\"><b>{WebUtility.HtmlEncode(Heading(pair))}</b>, {WebUtility.HtmlEncode(_contest.Attacker.Name)} sees {Invariant($"{pair.AttackerGap:0.0}")} deviations</div>"
        + $"<div style=\"display:flex;gap:6px\">{Picture(pair.First, preferred: true)}{Picture(pair.Second, preferred: false)}</div></div>\n";

    private string Picture(int image, bool preferred)
    {
        var lines = string.Concat(Lines(image).Select(l => $"<div style=\"display:flex;justify-content:space-between\"><span>{WebUtility.HtmlEncode(l.Name)}</span><span>{l.Value}</span></div>"));
        return $"<div style=\"width:{_side + 6}px\"><div style=\"padding:3px;line-height:0;border-radius:4px;background:{(preferred ? Okabe.Blue : "transparent")}\">{Thumbnail.Html(_images[image], _side, _images[image].Id)}</div>"
            + $"<div style=\"padding:2px 3px\">{lines}</div></div>";
    }

    private string Heading(GmadPair pair) => _contest.Levels == 1 ? "all levels" : $"level {pair.Level + 1}{(pair.Level == 0 ? " (worst)" : pair.Level == _contest.Levels - 1 ? " (best)" : "")}";

    private IEnumerable<(string Name, string Value)> Lines(int image)
    {
        yield return (_contest.Attacker.Name, Number(_contest.Attacker.Scores[image]));
        yield return (_contest.Defender.Name, Number(_contest.Defender.Scores[image]));
        if (_images[image].Mos is { } mos) yield return ("opinion", Number(mos));
    }

    private static string Number(double value) => Invariant($"{value:0.00}");
}

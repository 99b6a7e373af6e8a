using EvoQuality.Datasets;
using EvoQuality.Voting;

namespace EvoQuality.Presentation;

/// <summary>A few pairs with their votes: two thumbnails, the count between them, the winner framed.</summary>
public sealed class PairGrid
{
    private const int Side = 112;
    private readonly IReadOnlyList<PairVotes> _votes;
    private readonly IReadOnlyList<IqaImage> _images;

    /// <param name="votes">What to show, in order; half a dozen or so.</param>
    /// <param name="images">The pool that the pairs index.</param>
    public PairGrid(IEnumerable<PairVotes> votes, IReadOnlyList<IqaImage> images)
    {
        ArgumentNullException.ThrowIfNull(votes);
        ArgumentNullException.ThrowIfNull(images);
        (_votes, _images) = ([.. votes], images);
    }

    /// <summary>The grid as HTML that loads nothing.</summary>
    public string ToHtml() =>
        "<div style=\"display:flex;flex-wrap:wrap;gap:14px 28px\">" + string.Concat(_votes.Select(Pair)) + "</div>";

    /// <summary>One line per pair.</summary>
    public override string ToString() => string.Join("\n", _votes.Select(v =>
        $"{_images[v.Pair.First].Id} {v.Tally.First} : {v.Tally.Second} {_images[v.Pair.Second].Id}{Outcome(v.Tally)}"));

    private string Pair(PairVotes votes)
    {
        var label = MajorityVote.Decide(votes.Tally);
        return "<div style=\"display:flex;align-items:center;gap:8px;font-size:.8em\">"
            + Framed(votes.Pair.First, label == 1)
            + $"<div style=\"text-align:center;min-width:5.5em\"><b>{votes.Tally.First} : {votes.Tally.Second}</b><br>{Outcome(votes.Tally).TrimStart(',', ' ')}</div>"
            + Framed(votes.Pair.Second, label == 0) + "</div>\n";
    }

    private string Framed(int image, bool preferred) =>
        $"<div style=\"padding:3px;line-height:0;border-radius:4px;background:{(preferred ? Okabe.Blue : "transparent")}\">{Thumbnail.Html(_images[image], Side, _images[image].Id)}</div>";

    private static string Outcome(VoteTally tally) => MajorityVote.Decide(tally) switch
    {
        null => ", no vote",
        1 => ", left is better",
        0 => ", right is better",
        _ => ", a tie",
    };
}

namespace EvoQuality.Voting;

/// <summary>Counts over the K responses to one pair, with the two display orders already undone.</summary>
/// <param name="First">Votes for the first image.</param>
/// <param name="Second">Votes for the second image.</param>
/// <param name="Abstentions">Responses that did not parse; they vote for neither.</param>
public readonly record struct VoteTally(int First, int Second, int Abstentions)
{
    /// <summary>Responses that parsed.</summary>
    public int Votes => First + Second;

    /// <summary>Share of the votes for the first image, 0..1; null when nothing parsed.</summary>
    public double? FirstFraction => Votes == 0 ? null : First / (double)Votes;

    /// <summary>The same pair the other way round.</summary>
    public VoteTally Swap() => new(Second, First, Abstentions);

    /// <summary>Counts of two sets of responses to the same pair.</summary>
    public static VoteTally operator +(VoteTally a, VoteTally b) =>
        new(a.First + b.First, a.Second + b.Second, a.Abstentions + b.Abstentions);
}

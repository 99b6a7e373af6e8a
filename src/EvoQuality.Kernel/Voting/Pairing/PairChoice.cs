namespace EvoQuality.Voting.Pairing;

/// <summary>How the pairs of a round are chosen.</summary>
public enum PairChoice
{
    /// <summary>All at once and at random (<see cref="Datasets.PairSampler"/>). The paper's way.</summary>
    Random,

    /// <summary>Part by part, each the pairs whose votes are expected to say most after those counted so far (<see cref="InformativePairs"/>).</summary>
    Information,
}

namespace EvoQuality.Planning;

/// <summary>The stages of a round, in their order.</summary>
public enum RoundStage
{
    /// <summary>The pictures of the pairs through the vision tower.</summary>
    VisionEncoding,

    /// <summary>The pairs' prompts are read.</summary>
    VotePrefill,

    /// <summary>K votes on each pair, token by token.</summary>
    VoteDecoding,

    /// <summary>G scores of both pictures of each pair, from pixels to tokens.</summary>
    ScoreRollouts,

    /// <summary>The policy's log-probabilities, with what the backward pass needs.</summary>
    PolicyLogProbs,

    /// <summary>The reference policy's log-probabilities.</summary>
    ReferenceLogProbs,

    /// <summary>The backward pass, with layers that are computed again.</summary>
    Backward,

    /// <summary>The optimizer's steps.</summary>
    Update,

    /// <summary>Scores of the labelled pictures.</summary>
    Evaluation,
}

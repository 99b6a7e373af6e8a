using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Language;
using EvoQuality.Voting;
using EvoQuality.Voting.Pairing;

namespace EvoQuality.Evolution;

/// <summary>The policy that the KL term keeps close to.</summary>
public enum ReferenceChoice
{
    /// <summary>The frozen initial policy in every round (the paper's words).</summary>
    Initial,

    /// <summary>The policy at the start of the round.</summary>
    RoundStart,
}

/// <summary>What becomes of the optimizer between rounds.</summary>
public enum OptimizerState
{
    /// <summary>Every round starts with fresh moments and counts its steps from 0. Paper: silent; so do its relatives between runs.</summary>
    Fresh,

    /// <summary>Moments and step count of a round go on into the next.</summary>
    Carried,
}

/// <summary>A whole self-evolution.</summary>
public sealed record EvolutionOptions
{
    /// <summary>Rounds, T. Paper: 2.</summary>
    [Setting("rounds", SettingSource.Paper)]
    public int Rounds { get; init; } = 2;

    /// <summary>Pairs per round. Paper: 20,000.</summary>
    [Setting("pairs", SettingSource.Paper)]
    public int PairsPerRound { get; init; } = 20_000;

    /// <summary>How they are chosen. Paper: at random.</summary>
    [Setting("", SettingSource.Paper)]
    public PairChoice Pairing { get; init; } = PairChoice.Random;

    /// <summary>Offline stage.</summary>
    public VoteOptions Votes { get; init; } = new();

    /// <summary>Online stage.</summary>
    public OnlineOptions Online { get; init; } = new();

    /// <summary>Reference policy of rounds after the first.</summary>
    [Setting("", SettingSource.Paper)]
    public ReferenceChoice Reference { get; init; } = ReferenceChoice.Initial;

    /// <summary>The optimizer of rounds after the first.</summary>
    [Setting("", SettingSource.Ours)]
    public OptimizerState Optimizer { get; init; } = OptimizerState.Fresh;

    /// <summary>How policies are scored between rounds.</summary>
    public ScoreOptions Scores { get; init; } = new();

    /// <summary>Pairs of the test set for the accuracies; 0 for none.</summary>
    [Setting("pairs", SettingSource.Ours)]
    public int TestPairs { get; init; } = 500;

    /// <summary>The paper's settings; what it leaves open as in notebooks/notes/paper-map.md.</summary>
    public static EvolutionOptions Paper { get; } = new()
    {
        Votes = new VoteOptions { Style = AnswerStyle.Reasoning, Source = VoteSource.Samples },
        Online = new OnlineOptions { Style = AnswerStyle.Reasoning },
        Scores = new ScoreOptions { Style = AnswerStyle.Reasoning },
    };

    /// <summary>Settings for the pocket policy on a laptop's CPU: direct answers, small batches, a rate that moves a small model.</summary>
    public static EvolutionOptions Pocket { get; } = new()
    {
        PairsPerRound = 1500,
        Votes = new VoteOptions { Order = PairOrder.Balanced, MaxNewTokens = 16 },
        Online = new OnlineOptions
        {
            PairsPerStep = 8,
            Group = 16,
            Steps = 100,
            LearningRate = 1e-4,
            Partners = PartnerScope.AllVoted,
            Diversity = new DiversityRule(),
            MaxNewTokens = 16,
        },
        Scores = new ScoreOptions { MaxNewTokens = 16 },
    };

    /// <summary>The same settings with another way of answering, for voting, training and evaluation alike.</summary>
    public EvolutionOptions In(AnswerStyle style)
    {
        var (source, tokens) = style == AnswerStyle.Direct ? (Votes.Source, Votes.MaxNewTokens) : (VoteSource.Samples, Math.Max(64, Votes.MaxNewTokens));
        return this with
        {
            Votes = Votes with { Style = style, Source = source, MaxNewTokens = tokens },
            Online = Online with { Style = style, MaxNewTokens = tokens },
            Scores = Scores with { Style = style, MaxNewTokens = tokens },
        };
    }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">All faults in one message.</exception>
    public void Validate()
    {
        Votes.Validate();
        Online.Loss.Validate();
        Online.Update.Validate();
        Online.Adapter?.Validate();
        var faults = new List<string>();
        if (Rounds < 1) faults.Add($"Rounds is {Rounds}, expected 1 or more");
        if (PairsPerRound < 1) faults.Add($"PairsPerRound is {PairsPerRound}, expected 1 or more");
        if (Online.PairsPerStep < 1) faults.Add($"PairsPerStep is {Online.PairsPerStep}, expected 1 or more");
        if (Online.Group < 2) faults.Add($"Group is {Online.Group}, expected 2 or more completions per image");
        if (Online.Steps is < 1) faults.Add($"Steps is {Online.Steps}, expected 1 or more");
        if (!(Online.LearningRate > 0)) faults.Add($"LearningRate is {Online.LearningRate}, expected above 0");
        if (!(Online.Temperature > 0)) faults.Add($"Temperature is {Online.Temperature}, expected above 0");
        if (Online.MaxNewTokens < 1) faults.Add($"MaxNewTokens is {Online.MaxNewTokens}, expected 1 or more");
        if (Online.RefreshEvery < 1) faults.Add($"RefreshEvery is {Online.RefreshEvery}, expected 1 or more steps");
        if (Online.SaveEvery < 1) faults.Add($"SaveEvery is {Online.SaveEvery}, expected 1 or more steps");
        if (Online.EvaluateEvery is < 1) faults.Add($"EvaluateEvery is {Online.EvaluateEvery}, expected 1 or more steps");
        if (Online.EvaluateImages < 3) faults.Add($"EvaluateImages is {Online.EvaluateImages}, expected 3 or more");
        if (Online.UpdatesPerRollout < 1) faults.Add($"UpdatesPerRollout is {Online.UpdatesPerRollout}, expected 1 or more");
        if (!(Online.Threshold > 0)) faults.Add($"Threshold is {Online.Threshold}, expected above 0");
        if (!(Online.FormatWeight >= 0)) faults.Add($"FormatWeight is {Online.FormatWeight}, expected 0 or more");
        if (!(Online.Advantage.Epsilon >= 0)) faults.Add($"the advantage's Epsilon is {Online.Advantage.Epsilon}, expected 0 or more");
        if (!(Online.Fidelity.Gamma > 0)) faults.Add($"Gamma is {Online.Fidelity.Gamma}, expected above 0");
        if (!(Online.Fidelity.RootEpsilon >= 0)) faults.Add($"RootEpsilon is {Online.Fidelity.RootEpsilon}, expected 0 or more");
        if (Online.Diversity is { KeptShare: not (>= 0 and < 1) } kept) faults.Add($"KeptShare is {kept.KeptShare}, expected 0 or more and below 1");
        if (Online.Diversity is { Window: < 1 } brief) faults.Add($"Window is {brief.Window}, expected 1 or more steps");
        if (Online.Partners == PartnerScope.WholeBatch && Online.Labels != LabelSource.OpinionScores)
            faults.Add("Partners is WholeBatch, which needs Labels to be OpinionScores: votes are on pairs");
        if (Online.Labels == LabelSource.OwnScores && Online.Reward != RewardKind.Fidelity)
            faults.Add($"Labels is OwnScores, which needs Reward to be Fidelity: {Online.Reward} takes the policy's own scores with Labels as Policy");
        if (Online.Labels == LabelSource.Random && Online.Reward != RewardKind.Fidelity)
            faults.Add("Labels is Random, which needs Reward to be Fidelity: a coin orders a pair and scores no picture");
        if (Scores.Samples < 1) faults.Add($"Samples is {Scores.Samples}, expected 1 or more");
        if (Scores.MaxNewTokens < 1) faults.Add($"the scores' MaxNewTokens is {Scores.MaxNewTokens}, expected 1 or more");
        if (!(Scores.Temperature > 0)) faults.Add($"the scores' Temperature is {Scores.Temperature}, expected above 0");
        if (TestPairs < 0) faults.Add($"TestPairs is {TestPairs}, expected 0 or more");
        if (faults.Count > 0) throw new ArgumentException("Evolution options: " + string.Join("; ", faults) + ".");
    }
}

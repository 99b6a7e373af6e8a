using EvoQuality.Language;
using EvoQuality.Qwen25VL.Adapters;
using EvoQuality.Voting;

namespace EvoQuality.Evolution;

/// <content>What the values mean to the library.</content>
public sealed partial record EvolutionSetup
{
    /// <summary>The preset's settings with this set-up's values.</summary>
    /// <exception cref="ArgumentException">A value is out of range; all faults in one sentence.</exception>
    public EvolutionOptions Options()
    {
        Validate();
        var preset = Preset == "paper" ? EvolutionOptions.Paper : EvolutionOptions.Pocket;
        var online = preset.Online.With(GrpoPreset.Named(Grpo));
        var options = preset with
        {
            Rounds = Rounds,
            PairsPerRound = Pairs,
            Pairing = PairingNames[Pairing],
            Votes = preset.Votes with
            {
                K = K,
                Source = Votes == "exact" ? VoteSource.Probability : preset.Votes.Source,
                Order = Order.Length == 0 ? preset.Votes.Order : OrderNames[Order],
                Preferences = new PreferenceOptions { Evidence = VoteNames[Votes], Soft = Soft, DropTies = Ties == "dropped", Confidence = Confidence },
            },
            Reference = ReferenceNames[Reference],
            Online = online with
            {
                Partners = Partners.Length == 0 ? online.Partners : PartnerNames[Partners],
                Loss = Beta is { } beta ? online.Loss with { Beta = beta } : online.Loss,
                Steps = Steps == 0 ? null : Steps,
                Group = Group,
                LearningRate = Rate,
                Reward = RewardNames[Reward],
                Adapter = Rank > 0 ? new AdapterOptions { Rank = Rank, Alpha = 2 * Rank } : null,
                Labels = LabelNames[Supervision],
            },
            Scores = preset.Scores with { Samples = Samples },
        };
        return options.In(Style == "direct" ? AnswerStyle.Direct : AnswerStyle.Reasoning);
    }
}

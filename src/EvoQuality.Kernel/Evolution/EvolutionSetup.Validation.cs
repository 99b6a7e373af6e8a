using EvoQuality.Voting;
using EvoQuality.Voting.Pairing;

namespace EvoQuality.Evolution;

/// <content>The names a person may type, and the ranges.</content>
public sealed partial record EvolutionSetup
{
    private static readonly Dictionary<string, RewardKind> RewardNames = new()
    {
        ["fidelity"] = RewardKind.Fidelity,
        ["evoestimate"] = RewardKind.Closeness,
        ["threshold"] = RewardKind.Threshold,
    };

    private static readonly Dictionary<string, LabelSource> LabelNames = new()
    {
        ["policy"] = LabelSource.Policy,
        ["own-scores"] = LabelSource.OwnScores,
        ["mos"] = LabelSource.OpinionScores,
        ["random"] = LabelSource.Random,
    };

    private static readonly Dictionary<string, PairChoice> PairingNames = new()
    {
        ["random"] = PairChoice.Random,
        ["information"] = PairChoice.Information,
    };

    private static readonly Dictionary<string, PairOrder> OrderNames = new()
    {
        ["random"] = PairOrder.Random,
        ["balanced"] = PairOrder.Balanced,
        ["fixed"] = PairOrder.Fixed,
    };

    private static readonly Dictionary<string, PreferenceEvidence> VoteNames = new()
    {
        ["drawn"] = PreferenceEvidence.Votes,
        ["exact"] = PreferenceEvidence.Probability,
    };

    private static readonly Dictionary<string, PartnerScope> PartnerNames = new()
    {
        ["batch"] = PartnerScope.Batch,
        ["voted"] = PartnerScope.AllVoted,
    };

    private static readonly Dictionary<string, ReferenceChoice> ReferenceNames = new()
    {
        ["initial"] = ReferenceChoice.Initial,
        ["round"] = ReferenceChoice.RoundStart,
    };

    private static readonly Dictionary<string, ControlKind> Names = new()
    {
        ["sharpened"] = ControlKind.SharpenedStart,
        ["shuffled"] = ControlKind.ShuffledLabels,
        ["true"] = ControlKind.TrueLabels,
        ["random"] = ControlKind.RandomLabels,
    };

    /// <summary>Checks every value, by the names a person typed.</summary>
    /// <exception cref="ArgumentException">All faults in one sentence.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        Expect("seed", Seed, 0, "");
        Expect("rounds", Rounds, 1, "");
        Expect("k", K, 1, " votes per pair");
        Expect("pairs", Pairs, 1, " per round");
        Expect("steps", Steps, 0, " per round");
        Expect("group", Group, 2, " completions per image");
        Expect("samples", Samples, 1, " per test image");
        Expect("rank", Rank, 0, "");
        if (!(Synthetic >= 0 && Synthetic < 1)) faults.Add($"synthetic is {Synthetic}, expected a share of 0 or more and below 1");
        if (!(Rate > 0 && Rate < 1)) faults.Add($"rate is {Rate}, expected a number between 0 and 1");
        if (!PairingNames.ContainsKey(Pairing)) faults.Add($"pairing is '{Pairing}', expected {string.Join(" or ", PairingNames.Keys)}");
        if (Order.Length > 0) ExpectName("order", Order, OrderNames.Keys);
        ExpectName("votes", Votes, VoteNames.Keys);
        ExpectName("ties", Ties, ["kept", "dropped"]);
        if (Partners.Length > 0) ExpectName("partners", Partners, PartnerNames.Keys);
        ExpectName("part", Part, ["test", "development"]);
        ExpectName("reference", Reference, ReferenceNames.Keys);
        if (!(Confidence >= 0.5 && Confidence <= 1)) faults.Add($"confidence is {Confidence}, expected a share of 0.5 to 1");
        if (Beta is { } beta && !(beta >= 0)) faults.Add($"beta is {beta}, expected 0 or more");
        if (Votes == "exact" && Style == "reasoning") faults.Add("votes is 'exact' and style 'reasoning', expected direct: only the probability of a direct answer can be read");
        if (Preset is not ("pocket" or "paper")) faults.Add($"preset is '{Preset}', expected pocket or paper");
        if (GrpoPreset.All.All(p => p.Name != Grpo)) faults.Add($"grpo is '{Grpo}', expected {string.Join(", ", GrpoPreset.All.Select(p => p.Name))}");
        if (!RewardNames.ContainsKey(Reward)) faults.Add($"reward is '{Reward}', expected {string.Join(", ", RewardNames.Keys)}");
        ExpectName("supervision", Supervision, LabelNames.Keys);
        if (Supervision == "random" && Reward != "fidelity") faults.Add($"supervision is 'random' and reward '{Reward}', expected fidelity: a coin orders a pair and scores no picture");
        if (Supervision == "own-scores" && Reward != "fidelity") faults.Add($"supervision is 'own-scores' and reward '{Reward}', expected fidelity: other rewards take the policy's own scores with supervision 'policy'");
        if (Synthetic > 0 && Rounds > 1)
        {
            if (Supervision == "mos") faults.Add($"supervision is 'mos' and synthetic {Synthetic}, expected 0: distorted variants have no opinion scores");
            if (ControlNames.Contains("true")) faults.Add($"controls names 'true' and synthetic is {Synthetic}, expected 0: distorted variants have no opinion scores");
        }

        if (Device is not ("cpu" or "cuda")) faults.Add($"device is '{Device}', expected cpu or cuda");
        if (Dtype is not ("float32" or "bfloat16")) faults.Add($"dtype is '{Dtype}', expected float32 or bfloat16");
        if (Style is not ("direct" or "reasoning")) faults.Add($"style is '{Style}', expected direct or reasoning");
        faults.AddRange(from name in ControlNames
                        where !Names.ContainsKey(name)
                        select $"controls names '{name}', expected {string.Join(", ", Names.Keys)}");
        Expect("crop", Crop, 0, " pixels");
        if (Images.Length == 0)
        {
            if (Crop > 0) faults.Add($"crop is {Crop} but images is empty, expected a folder of photographs in images");
            Expect("scenes", Scenes, 2, " pictures");
            Expect("testScenes", TestScenes, 3, " pictures");
            foreach (var (name, value) in new[] { ("labels", Labels), ("test", Test), ("testLabels", TestLabels) })
                if (value.Length > 0) faults.Add($"{name} is '{value}' but images is empty, expected a folder of photographs in images");
        }
        else if (Test.Length > 0 && TestLabels.Length == 0)
        {
            faults.Add($"test is '{Test}' but testLabels is empty, expected a CSV with the test photographs' opinion scores");
        }

        if (Images.Length > 0 && Labels.Length == 0 && TestLabels.Length > 0 && ControlNames.Contains("true"))
            faults.Add("controls names 'true' but labels is empty, expected a CSV with the opinion scores of the photographs to evolve on");

        if (faults.Count > 0) throw new ArgumentException("Parameters: " + string.Join("; ", faults) + ".");

        void ExpectName(string name, string value, IEnumerable<string> known)
        {
            if (!known.Contains(value)) faults.Add($"{name} is '{value}', expected {string.Join(" or ", known)}");
        }

        void Expect(string name, int value, int least, string what)
        {
            if (value < least) faults.Add($"{name} is {value}, expected {least} or more{what}");
        }
    }

    private IEnumerable<string> ControlNames =>
        Controls.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

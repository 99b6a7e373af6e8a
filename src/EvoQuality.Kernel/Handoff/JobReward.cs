using EvoQuality.Evolution;
using EvoQuality.Language;
using EvoQuality.Rewards;

namespace EvoQuality.Handoff;

/// <summary>The reward of a job by this library: what <c>fidelity.py</c> computes there, from the job's own preferences.</summary>
public sealed class JobReward
{
    private readonly JobSettings _settings;
    private readonly FidelityOptions _options;
    private readonly Dictionary<string, List<(string Partner, double Preference)>> _preferences = [];
    private readonly Dictionary<string, int> _numbers = [];
    private readonly PartnerCache _seen;

    /// <param name="settings">The job's constants.</param>
    /// <param name="preferences">The job's preferences.</param>
    /// <exception cref="ArgumentException">Pictures are compared by opinion scores, which a job has not.</exception>
    public JobReward(JobSettings settings, IReadOnlyList<JobPreference> preferences)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(preferences);
        if (settings.Partners == PartnerScope.WholeBatch) throw new ArgumentException("A job compares pictures by preferences, not by opinion scores.", nameof(settings));
        _settings = settings;
        _options = new FidelityOptions { Gamma = settings.Gamma, UnbiasedVariance = settings.UnbiasedVariance, RootEpsilon = settings.RootEpsilon };
        _seen = new PartnerCache(settings.UnbiasedVariance);
        foreach (var p in preferences)
        {
            Add(p.First, p.Second, p.Preference);
            Add(p.Second, p.First, 1 - p.Preference);
        }
    }

    /// <summary>The reward of an exported job.</summary>
    public static JobReward Of(string folder) => new(JobSettings.Read(folder), TrainingJobFolder.Read<JobPreference>(folder, TrainingJobFolder.PreferencesName));

    /// <summary>Rewards of all answers of the next step, in any order.</summary>
    /// <param name="answers">Picture, partner of its row, and what was said.</param>
    /// <param name="step">Number of the step.</param>
    /// <returns>One reward per answer.</returns>
    /// <exception cref="InvalidDataException">A picture or a pair is not of this job.</exception>
    public double[] Step(IReadOnlyList<(string Picture, string Partner, string Text)> answers, int step)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var rewards = new double[answers.Count];
        var groups = answers.Index().GroupBy(a => a.Item.Picture).ToDictionary(
            g => g.Key, g => (Rows: g.Select(a => a.Index).ToArray(), Scores: new GroupScores([.. g.Select(a => AnswerParser.Score(a.Item.Text))])));
        foreach (var (picture, group) in groups) _seen.Update(Number(picture), group.Scores, step);
        foreach (var (picture, (rows, scores)) in groups)
        {
            var partners = _settings.Partners == PartnerScope.AllVoted
                ? _preferences[picture].Select(p => (_seen.Get(Number(p.Partner)), p.Preference))
                : rows.Select(r => (Known(groups, answers[r].Partner), Preference(picture, answers[r].Partner)));
            var fidelity = FidelityRewards.UnparsableAsZero(FidelityRewards.Compute(
                scores, [.. partners.Where(p => p.Item1 is not null).Select(p => (p.Item1!.Value, p.Item2))], _options));
            for (var k = 0; k < rows.Length; k++)
                rewards[rows[k]] = fidelity[k] + (_settings.FormatWeight > 0 ? _settings.FormatWeight * FormatReward.Of(answers[rows[k]].Text) : 0);
        }

        return rewards;
    }

    private PartnerStatistics? Known(Dictionary<string, (int[] Rows, GroupScores Scores)> groups, string partner) =>
        groups.TryGetValue(partner, out var group) ? group.Scores.Summary(_settings.UnbiasedVariance) : null;

    private double Preference(string picture, string partner) =>
        _preferences.TryGetValue(picture, out var partners) && partners.FindIndex(p => p.Partner == partner) is >= 0 and var i
            ? partners[i].Preference
            : throw new InvalidDataException($"Expected pairs of the job's preferences, found {picture} against {partner}.");

    private int Number(string picture) =>
        _numbers.TryGetValue(picture, out var number) ? number : throw new InvalidDataException($"Expected pictures of the job's preferences, found {picture}.");

    private void Add(string picture, string partner, double preference)
    {
        _numbers.TryAdd(picture, _numbers.Count);
        if (!_preferences.TryGetValue(picture, out var partners)) _preferences[picture] = partners = [];
        partners.Add((partner, preference));
    }
}

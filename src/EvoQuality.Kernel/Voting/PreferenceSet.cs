using EvoQuality.Foundations;

namespace EvoQuality.Voting;

/// <summary>The pseudo-preferences of a round, and the controls every claimed gain is held against.</summary>
public sealed class PreferenceSet
{
    private readonly SortedDictionary<int, List<(int Partner, double Preference)>> _partners = [];

    /// <summary>Keeps the preferences in their order; a pair that was asked twice counts twice.</summary>
    public PreferenceSet(IReadOnlyList<Preference> preferences)
    {
        ArgumentNullException.ThrowIfNull(preferences);
        Preferences = preferences;
        foreach (var preference in preferences)
        {
            Add(preference);
            Add(preference.Swap());
        }
    }

    /// <summary>All preferences, each once, as they were asked.</summary>
    public IReadOnlyList<Preference> Preferences { get; }

    /// <summary>Images that occur in a preference, ascending.</summary>
    public IReadOnlyCollection<int> Images => _partners.Keys;

    /// <summary>The partners of an image (P_i of Eq. 3) with p*(image, partner); empty for an image without any.</summary>
    public IReadOnlyList<(int Partner, double Preference)> PartnersOf(int image) =>
        _partners.TryGetValue(image, out var partners) ? partners : [];

    /// <summary>Majority votes (Eq. 1) of counted pairs; a pair for which nothing parsed is left out.</summary>
    public static PreferenceSet FromTallies(IEnumerable<(int First, int Second, VoteTally Tally)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return new([.. from pair in pairs
                       let value = MajorityVote.Decide(pair.Tally)
                       where value is not null
                       select new Preference(pair.First, pair.Second, value.Value)]);
    }

    /// <summary>Control with true labels: the order of the MOS (higher is better), ties 0.5.</summary>
    /// <param name="pairs">Pairs of image numbers.</param>
    /// <param name="mos">True score by image number.</param>
    public static PreferenceSet FromScores(IEnumerable<(int First, int Second)> pairs, IReadOnlyList<double> mos)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(mos);
        return new([.. pairs.Select(pair => new Preference(
            pair.First, pair.Second, (1 + mos[pair.First].CompareTo(mos[pair.Second])) / 2.0))]);
    }

    /// <summary>Control with shuffled labels: the same pairs and the same values, dealt out anew.</summary>
    public PreferenceSet Shuffled(SeededSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var values = Preferences.Select(preference => preference.Value).ToArray();
        source.Shuffle(values);
        return new([.. Preferences.Zip(values, (pair, value) => new Preference(pair.First, pair.Second, value))]);
    }

    /// <summary>Control with random labels: a fair coin for each pair, 0 or 1.</summary>
    public PreferenceSet Random(SeededSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new([.. Preferences.Select(pair => new Preference(pair.First, pair.Second, source.NextBool() ? 1 : 0))]);
    }

    private void Add(Preference preference)
    {
        if (!_partners.TryGetValue(preference.First, out var partners)) _partners[preference.First] = partners = [];
        partners.Add((preference.Second, preference.Value));
    }
}

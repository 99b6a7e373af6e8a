namespace EvoQuality.Voting;

/// <summary>How often the votes are right. For evaluation alone: evolution never sees a MOS.</summary>
public static class ConsensusAccuracy
{
    /// <summary>Share of preferences that agree with the order of the MOS.</summary>
    /// <param name="preferences">Pseudo-preferences.</param>
    /// <param name="mos">True score by image number, higher is better.</param>
    /// <returns>In 0..1; a tie (p* = 0.5) counts half; pairs of equal MOS are left out; null when no pair is left.</returns>
    public static double? Of(PreferenceSet preferences, IReadOnlyList<double> mos)
    {
        ArgumentNullException.ThrowIfNull(preferences);
        ArgumentNullException.ThrowIfNull(mos);
        var agreements = from p in preferences.Preferences
                         let order = mos[p.First].CompareTo(mos[p.Second])
                         where order != 0
                         select (double?)(1 + (order * Math.Sign(p.Value - 0.5))) / 2;
        return agreements.Average();
    }
}

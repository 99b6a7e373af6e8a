namespace EvoQuality.Rewards;

/// <summary>
/// Means and variances of images that are not in the current batch, so that Eq. 3 can average over all partners.
/// Refresh rule: the values are those of the last time the image was sampled, by whatever policy it then was; a full
/// refresh every so many steps is the trainer's. A group with fewer than two parsed scores changes nothing.
/// </summary>
/// <param name="unbiasedVariance">Variance over n - 1 instead of n; as in <see cref="FidelityOptions.UnbiasedVariance"/>.</param>
public sealed class PartnerCache(bool unbiasedVariance = true)
{
    private readonly SortedDictionary<int, (PartnerStatistics Statistics, long Step)> _entries = [];

    /// <summary>Everything cached, by ascending image: what a checkpoint stores.</summary>
    public IEnumerable<(int Image, PartnerStatistics Statistics, long Step)> Entries =>
        _entries.Select(entry => (entry.Key, entry.Value.Statistics, entry.Value.Step));

    /// <summary>Takes the group's statistics as the image's latest.</summary>
    public void Update(int image, GroupScores scores, long step)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Summary(unbiasedVariance) is { } statistics) Restore(image, statistics, step);
    }

    /// <summary>Puts back one of <see cref="Entries"/>.</summary>
    public void Restore(int image, PartnerStatistics statistics, long step) => _entries[image] = (statistics, step);

    /// <summary>The image's latest statistics; null if it was never sampled.</summary>
    public PartnerStatistics? Get(int image) => _entries.TryGetValue(image, out var entry) ? entry.Statistics : null;

    /// <summary>Steps since the image was sampled; null if it never was.</summary>
    public long? Age(int image, long step) => _entries.TryGetValue(image, out var entry) ? step - entry.Step : null;
}

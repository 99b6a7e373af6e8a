namespace EvoQuality.Voting;

/// <summary>One image's record over its pairs.</summary>
/// <param name="Image">Number of the image.</param>
/// <param name="Wins">Pairs with p* above 0.5.</param>
/// <param name="Ties">Pairs with p* = 0.5.</param>
/// <param name="Losses">Pairs with p* below 0.5.</param>
/// <param name="MeanPreference">Mean p* against its partners, 0..1 (Copeland's score).</param>
public sealed record ImageStanding(int Image, int Wins, int Ties, int Losses, double MeanPreference);

/// <summary>
/// What the votes say about single images: for charts and reports only. Training uses the pairs, never this ranking.
/// </summary>
public static class ConsensusRanking
{
    /// <summary>Every image with a preference, best mean preference first, then by image number.</summary>
    public static IReadOnlyList<ImageStanding> Of(PreferenceSet preferences)
    {
        ArgumentNullException.ThrowIfNull(preferences);
        return [.. preferences.Images
            .Select(image => Standing(image, preferences.PartnersOf(image)))
            .OrderByDescending(standing => standing.MeanPreference)
            .ThenBy(standing => standing.Image)];
    }

    private static ImageStanding Standing(int image, IReadOnlyList<(int Partner, double Preference)> partners) => new(
        image,
        partners.Count(p => p.Preference > 0.5),
        partners.Count(p => p.Preference == 0.5),
        partners.Count(p => p.Preference < 0.5),
        partners.Average(p => p.Preference));
}

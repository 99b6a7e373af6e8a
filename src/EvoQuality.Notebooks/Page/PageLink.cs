namespace EvoQuality.Notebooks;

/// <summary>Where a link of a text leads on the page that is made of it.</summary>
/// <param name="url">As it stands in the text.</param>
/// <returns>The page's link; null makes plain text of it.</returns>
internal delegate string? PageLink(string url);

namespace EvoQuality.Notebooks;

/// <summary>A file of the site.</summary>
/// <param name="Name">In the site's folder.</param>
/// <param name="Text">All of it.</param>
public sealed record SiteFile(string Name, string Text);

namespace EvoQuality.Notebooks;

/// <summary>A NuGet package as a cell asks for it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">The version or range; empty for the newest.</param>
internal sealed record PackageId(string Id, string Version);

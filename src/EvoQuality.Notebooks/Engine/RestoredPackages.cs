namespace EvoQuality.Notebooks;

/// <summary>What a restore gave.</summary>
/// <param name="Assemblies">Assemblies to compile against and to load.</param>
/// <param name="NativeFiles">Native libraries for this machine.</param>
/// <param name="Fault">Why there are none; null if all is well.</param>
internal sealed record RestoredPackages(IReadOnlyList<string> Assemblies, IReadOnlyList<string> NativeFiles, string? Fault = null);

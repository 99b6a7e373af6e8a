using System.Runtime.CompilerServices;
using EvoQuality.Foundations;

namespace EvoQuality.Kernel.Tests;

/// <summary>Loads torch the library's way before any test, also one that begins with torch itself.</summary>
internal static class TorchFirst
{
    [ModuleInitializer]
    internal static void Load() => NativeTorch.EnsureLoaded();
}

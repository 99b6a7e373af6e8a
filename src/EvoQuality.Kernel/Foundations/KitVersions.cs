using System.Reflection;

namespace EvoQuality.Foundations;

/// <summary>The programs a number comes from.</summary>
public static class KitVersions
{
    /// <summary>Versions of the kit, .NET and TorchSharp.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["evoquality"] = Of(typeof(KitVersions)),
        ["dotnet"] = Environment.Version.ToString(),
        ["torchsharp"] = Of(typeof(TorchSharp.torch)),
    };

    private static string Of(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}

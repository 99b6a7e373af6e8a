using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace EvoQuality.Notebooks;

/// <summary>
/// Lets the runtime find what restored packages hold: an assembly by its simple name, whatever version is asked for (packages
/// name older ones than what was restored), a native library by its file name.
/// </summary>
internal static class PackageAssemblies
{
    private static readonly ConcurrentDictionary<string, string> Managed = new(StringComparer.OrdinalIgnoreCase);
    private static readonly ConcurrentDictionary<string, string> Native = new(StringComparer.OrdinalIgnoreCase);

    static PackageAssemblies()
    {
        AssemblyLoadContext.Default.Resolving += (context, name) => Resolve(context, name);
        AppDomain.CurrentDomain.AssemblyResolve += (_, e) => Resolve(AssemblyLoadContext.Default, new AssemblyName(e.Name));
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => ResolveNative(name);
    }

    /// <summary>Makes the files known; of two assemblies of one name the first stays, because it may be loaded.</summary>
    /// <returns>What a cell is compiled against: a file for every assembly that the host does not have.</returns>
    public static IReadOnlyList<string> Add(RestoredPackages packages)
    {
        foreach (var file in packages.NativeFiles) Native.TryAdd(Path.GetFileName(file), file);
        return
        [
            .. packages.Assemblies.Where(file => HostAssemblies.Find(Path.GetFileNameWithoutExtension(file)) is null)
                .Select(file => Managed.GetOrAdd(Path.GetFileNameWithoutExtension(file), file)),
        ];
    }

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name is { } simple && (HostAssemblies.Find(simple) ?? Managed.GetValueOrDefault(simple)) is { } path
            ? context.LoadFromAssemblyPath(path)
            : null;

    private static nint ResolveNative(string name)
    {
        string[] spellings = [name, $"{name}.so", $"lib{name}.so", $"lib{name}", $"{name}.dylib", $"lib{name}.dylib", $"{name}.dll"];
        return spellings.Select(s => Native.GetValueOrDefault(s)).FirstOrDefault(path => path is not null) is { } found
            && NativeLibrary.TryLoad(found, out var handle) ? handle : 0;
    }
}

using System.Collections;
using System.Globalization;
using System.Reflection;
using EvoQuality.Foundations;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <content>Settings as the library has them: read from its types, so that no table of them can go stale.</content>
public static partial class Tables
{
    private const string Absent = "none";

    /// <summary>All records of settings: those with a property that says its unit and source (<see cref="SettingAttribute"/>).</summary>
    public static IReadOnlyList<Type> SettingRecords { get; } =
    [
        .. typeof(Tables).Assembly.GetExportedTypes().Where(t => Settable(t).Any(IsSetting)).OrderBy(t => t.Namespace, StringComparer.Ordinal).ThenBy(t => t.Name, StringComparer.Ordinal),
    ];

    /// <summary>The records of settings: how many settings each has, and what it is for.</summary>
    public static DataFrame Records() => new TableOf<Type>(SettingRecords)
        .Text("record", t => t.Name)
        .Text("layer", t => t.Namespace!.Split('.')[1])
        .Whole("settings", t => Settable(t).Count())
        .Text("what for", LibraryDocs.Of)
        .Frame;

    /// <summary>Every setting of a record: its default, unit, whose choice that is, and what it means.</summary>
    /// <typeparam name="T">A record of settings.</typeparam>
    public static DataFrame Settings<T>()
        where T : new()
    {
        var defaults = new T();
        return new TableOf<PropertyInfo>(Settable(typeof(T)))
            .Text("setting", p => p.Name)
            .Text("default", p => IsGroup(p) ? $"see {p.PropertyType.Name}" : Value(p.GetValue(defaults)))
            .Text("unit", p => Facts(p)?.Unit ?? "")
            .Text("source", p => Facts(p)?.ToString() ?? "")
            .Text("meaning", LibraryDocs.Of)
            .Frame;
    }

    /// <summary>Presets beside each other, settings within settings included.</summary>
    /// <typeparam name="T">The record of the presets.</typeparam>
    /// <param name="presets">Name and preset, in the order of the columns.</param>
    /// <param name="differingOnly">True leaves out what is the same in all.</param>
    public static DataFrame Presets<T>(IReadOnlyList<(string Name, T Preset)> presets, bool differingOnly = false)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(presets);
        var columns = presets.Select(p => Flat(p.Preset, "").ToDictionary(s => s.Path, s => s.Value)).ToArray();
        string[] paths = [.. columns.SelectMany(c => c.Keys).Distinct()];
        string At(int column, string path) => columns[column].GetValueOrDefault(path, Absent);
        if (differingOnly) paths = [.. paths.Where(path => Enumerable.Range(0, columns.Length).Select(c => At(c, path)).Distinct().Count() > 1)];
        var table = new TableOf<string>(paths).Text("setting", path => path);
        foreach (var (i, (name, _)) in presets.Index()) table.Text(name, path => At(i, path));
        return table.Frame;
    }

    /// <summary>Settings of a record that a caller may set, in the order of the source.</summary>
    internal static IEnumerable<PropertyInfo> Settable(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(p => p.SetMethod is { IsPublic: true });

    /// <summary>Whether the property is itself a record of settings.</summary>
    internal static bool IsGroup(PropertyInfo property) => !IsSetting(property) && Settable(property.PropertyType).Any(IsSetting);

    private static bool IsSetting(PropertyInfo property) => Facts(property) is not null;

    private static SettingAttribute? Facts(PropertyInfo property) => property.GetCustomAttribute<SettingAttribute>();

    private static IEnumerable<(string Path, string Value)> Flat(object record, string prefix)
    {
        foreach (var property in Settable(record.GetType()))
        {
            var (path, value) = ($"{prefix}{property.Name}", property.GetValue(record));
            if (value is not null && Settable(value.GetType()).Any(IsSetting))
            {
                foreach (var inner in Flat(value, $"{path}.")) yield return inner;
            }
            else
            {
                yield return (path, Value(value));
            }
        }
    }

    private static string Value(object? value) => value switch
    {
        null => Absent,
        "" => "(empty)",
        Delegate function => function.Method.Name,
        string text => text,
        IFormattable number and (double or float) => number.ToString("G6", CultureInfo.InvariantCulture),
        IEnumerable many => many.Cast<object>().ToArray() is { Length: <= 5 } few ? few.Length == 0 ? "(empty)" : string.Join(", ", few.Select(Value)) : $"{many.Cast<object>().Count()} of them",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.GetType().GetMethod("ToString", Type.EmptyTypes)!.DeclaringType == typeof(object) ? value.GetType().Name : value.ToString()!,
    };
}

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EvoQuality.Handoff;

/// <summary>Settings of an engine under its own names, in order, and what it cannot do as this library does.</summary>
internal sealed class EngineSettings
{
    private readonly List<(string Name, object? Value)> _values = [];
    private readonly List<string> _differences = [];

    /// <summary>What the engine does otherwise, one sentence each.</summary>
    public IReadOnlyList<string> Differences => _differences;

    /// <summary>Sets a value: a text, a number, true or false, null, or a list; points in the name are levels.</summary>
    public void Set(string name, object? value) => _values.Add((name, value));

    /// <summary>Says what is not the same there.</summary>
    public void Differs(string what) => _differences.Add(what);

    /// <summary>Takes the engine's name for one of our functions, or its nearest, which is then said.</summary>
    public string Named(Delegate function, IReadOnlyDictionary<string, string> names, string nearest)
    {
        var ours = $"{function.Method.DeclaringType?.Name}.{function.Method.Name}";
        if (names.TryGetValue(ours, out var theirs)) return theirs;
        Differs($"{ours} has no counterpart there; {nearest} is used.");
        return nearest;
    }

    /// <summary>Says so where the engine's code has another function than ours, and none to choose.</summary>
    public void Fixed(Delegate function, string theirs) => Named(function, new Dictionary<string, string> { [theirs] = "" }, theirs);

    /// <summary>As YAML: scalars in JSON's spelling, which YAML reads too.</summary>
    public string Yaml(string comment)
    {
        var text = new StringBuilder();
        foreach (var line in comment.Split('\n')) text.Append(CultureInfo.InvariantCulture, $"# {line}\n");
        string[] open = [];
        foreach (var (name, value) in _values)
        {
            var path = name.Split('.');
            var shared = open.Zip(path[..^1]).TakeWhile(p => p.First == p.Second).Count();
            for (var level = shared; level < path.Length - 1; level++) text.Append(' ', 2 * level).Append(path[level]).Append(":\n");
            text.Append(' ', 2 * (path.Length - 1)).Append(path[^1]).Append(": ").Append(Scalar(value)).Append('\n');
            open = path[..^1];
        }

        return text.ToString();
    }

    /// <summary>As arguments of a command, one per value: numbers, true or false.</summary>
    public IEnumerable<string> Arguments() => _values.Select(v => $"--{v.Name} {Scalar(v.Value)}");

    /// <summary>A number with a point, so that YAML 1.1 takes 1E-07 for a number and not for a text.</summary>
    private static string Scalar(object? value) => value is double number
        ? number.ToString("0.0###################", CultureInfo.InvariantCulture)
        : JsonSerializer.Serialize(value);
}

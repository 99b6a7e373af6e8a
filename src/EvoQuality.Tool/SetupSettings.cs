using System.Globalization;
using System.Text.Json;
using EvoQuality.Evolution;
using EvoQuality.Foundations;

namespace EvoQuality.Tool;

/// <summary>A run's set-up from <c>--set name=value</c>: the names that <c>run</c> takes for the main notebook.</summary>
internal static class SetupSettings
{
    private static readonly Dictionary<string, Type> Names = typeof(EvolutionSetup).GetProperties().Where(p => p.CanWrite)
        .ToDictionary(p => p.Name, p => p.PropertyType, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the settings; what is not named has its default.</summary>
    /// <exception cref="ArgumentException">A setting has no value, an unknown name or a value of another kind.</exception>
    public static EvolutionSetup Parse(IEnumerable<string> settings)
    {
        var values = new Dictionary<string, object>();
        foreach (var setting in settings)
        {
            var (name, value) = setting.Split('=', 2) is [var left, var right] ? (left, right) : throw new ArgumentException($"--set {setting}: expected name=value.");
            if (!Names.TryGetValue(name, out var type))
                throw new ArgumentException($"--set {setting}: expected one of {string.Join(", ", Names.Keys.Select(JsonNamingPolicy.CamelCase.ConvertName))}.");
            values[JsonNamingPolicy.SnakeCaseLower.ConvertName(Names.Keys.Single(k => k.Equals(name, StringComparison.OrdinalIgnoreCase)))] = Converted(setting, value, type);
        }

        return JsonSerializer.SerializeToNode(values)!.Deserialize<EvolutionSetup>(RunFolder.Format)!;
    }

    private static object Converted(string setting, string value, Type type)
    {
        var wanted = Nullable.GetUnderlyingType(type) ?? type;
        try
        {
            return Convert.ChangeType(value, wanted, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new ArgumentException($"--set {setting}: expected {(wanted == typeof(int) ? "a whole number" : wanted == typeof(bool) ? "true or false" : "a number")}.", e);
        }
    }
}

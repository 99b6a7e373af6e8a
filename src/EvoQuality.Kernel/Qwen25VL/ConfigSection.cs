using System.Text.Json.Nodes;

namespace EvoQuality.Qwen25VL;

/// <summary>One JSON object; a key it lacks is looked up in the object around it.</summary>
internal sealed class ConfigSection(string path, JsonObject node, JsonObject? outer = null, string prefix = "")
{
    public bool Has(string key) => Find(key) is not null;

    public int Int(string key) => Get<int>(key, "an integer");

    public int IntOr(string key, int fallback) => Has(key) ? Int(key) : fallback;

    public double Double(string key) => Get<double>(key, "a number");

    public bool Flag(string key) => Get<bool>(key, "true or false");

    public IReadOnlyList<int> Ints(string key) =>
        Find(key) is JsonArray array && array.All(v => v is JsonValue item && item.TryGetValue<int>(out _))
            ? [.. array.Select(v => v!.GetValue<int>())]
            : throw Missing(key, "a list of integers");

    public ConfigSection Section(string key) =>
        Find(key) is JsonObject section ? new ConfigSection(path, section, null, key + ".") : throw Missing(key, "an object");

    public ConfigSection SectionOr(string key, string other) => Find(key) is JsonObject ? Section(key) : Section(other);

    public ConfigSection Nested(string key) => node[key] is JsonObject inner ? new ConfigSection(path, inner, node, key + ".") : this;

    private JsonNode? Find(string key) => node[key] ?? outer?[key];

    private T Get<T>(string key, string kind) =>
        Find(key) is JsonValue value && value.TryGetValue<T>(out var result) ? result : throw Missing(key, kind);

    private InvalidDataException Missing(string key, string kind) =>
        new($"{path}: expected {kind} under {prefix}{key}, found {Find(key)?.ToJsonString() ?? "nothing"}.");
}

using EvoQuality.Foundations;

namespace EvoQuality.Evaluation;

/// <summary>Names of policies by which shared jobs tell whose answers they hold: a model folder's hash with the type of its weights, or the model's name behind a server.</summary>
public static class PolicyName
{
    private const string ServedPrefix = "served ";

    /// <summary>Name of a model folder whose weights are computed in a type.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="type"><c>float32</c> or <c>bfloat16</c>.</param>
    /// <param name="hashes">See <see cref="PolicyHash.OfFolder"/>.</param>
    public static string OfFolder(string folder, string type, RememberedHashes? hashes = null) => $"{PolicyHash.OfFolder(folder, hashes)}-{type}";

    /// <summary>Name of a model behind a server, where no file can be seen.</summary>
    public static string Served(string model) => ServedPrefix + model;

    /// <summary>Whether the name says nothing about the weights.</summary>
    public static bool IsServed(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(ServedPrefix, StringComparison.Ordinal);
    }

    /// <summary>Refuses a model folder that is not the policy of a name; of a served one that cannot be seen.</summary>
    /// <param name="name">Whose answers they are.</param>
    /// <param name="folder">The model folder.</param>
    /// <param name="type">Type that its weights are computed in; null where any will do.</param>
    /// <exception cref="ArgumentException">It is another, or computed in another type.</exception>
    public static void Expect(string name, string folder, string? type = null)
    {
        if (IsServed(name)) return;
        var hash = PolicyHash.OfFolder(folder);
        if (name.Split('-') is not [var named, .. var types] || named != hash || (type is not null && types is [var other] && other != type))
            throw new ArgumentException($"{folder}: expected the policy that gave the answers, {name}, found {hash}{(type is null ? "" : $"-{type}")}.", nameof(folder));
    }
}

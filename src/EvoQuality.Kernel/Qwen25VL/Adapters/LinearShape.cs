using System.Text.RegularExpressions;

namespace EvoQuality.Qwen25VL.Adapters;

/// <summary>A linear layer that may have an adapter.</summary>
/// <param name="Layer">Its published path, such as <c>model.layers.0.self_attn.q_proj</c>.</param>
/// <param name="Outputs">Rows of the weight.</param>
/// <param name="Inputs">Columns of the weight.</param>
internal readonly record struct LinearShape(string Layer, long Outputs, long Inputs)
{
    private const string Weight = ".weight";

    public bool IsVision => Layer.StartsWith("visual.", StringComparison.Ordinal);

    /// <summary>All such layers of an architecture, in the order of the checkpoint.</summary>
    public static IEnumerable<LinearShape> Of(Qwen25VLConfig config) =>
        from entry in WeightManifest.Of(config)
        where entry.Shape.Length == 2 && entry.Name.EndsWith(Weight, StringComparison.Ordinal)
              && !entry.Name.Contains("embed_tokens", StringComparison.Ordinal) && entry.Name != "lm_head.weight"
        select new LinearShape(entry.Name[..^Weight.Length], entry.Shape[0], entry.Shape[1]);

    /// <summary>The layers that options name.</summary>
    /// <exception cref="ArgumentException">A name matches no layer.</exception>
    public static IReadOnlyList<LinearShape> Matching(Qwen25VLConfig config, AdapterOptions options)
    {
        LinearShape[] all = [.. Of(config).Where(l => options.Vision || !l.IsVision)];
        if (options.Targets.Count == 0) return all;
        var patterns = options.Targets.Select(t => (Target: t, Matches: PatternOf(t))).ToArray();
        foreach (var (target, matches) in patterns)
        {
            if (all.Any(l => matches.IsMatch(l.Layer))) continue;
            var known = string.Join(", ", all.Select(l => l.Layer[(l.Layer.LastIndexOf('.') + 1)..]).Distinct());
            throw new ArgumentException($"No linear layer{(options.Vision ? "" : " of the language model")} is named {target}; there are {known}.", nameof(options));
        }

        return [.. all.Where(l => patterns.Any(p => p.Matches.IsMatch(l.Layer)))];
    }

    private static Regex PatternOf(string target) =>
        new($@"^(.*\.)?{Regex.Escape(target.Trim()).Replace(@"\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant);
}

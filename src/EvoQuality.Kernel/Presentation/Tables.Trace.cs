using EvoQuality.Generation;
using EvoQuality.Qwen25VL;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <content>What a pass over a prompt computes.</content>
public static partial class Tables
{
    /// <summary>Every step of a pass over a prompt: axes, sizes, root mean square of the values.</summary>
    public static DataFrame Trace(IReadOnlyList<TraceStep> steps) => new TableOf<TraceStep>(steps)
        .Text("step", s => s.Name)
        .Text("axes", s => s.Letters)
        .Text("sizes", s => $"({string.Join(", ", s.Shape)})")
        .Number("root mean square", s => s.RootMeanSquare)
        .Frame;

    /// <summary>Weights of every part, one column per architecture.</summary>
    /// <param name="models">Architectures by name.</param>
    public static DataFrame Weights(params IReadOnlyList<(string Name, Qwen25VLConfig Config)> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        (string Name, long[] Counts)[] counted = [.. models.Select(m => (m.Name, WithTotal(ParameterCount.Of(m.Config))))];
        string[] parts = [.. ParameterCount.Of(models[0].Config).Select(p => p.Part), "all"];
        var table = new TableOf<int>(Enumerable.Range(0, parts.Length)).Text("part", i => parts[i]);
        foreach (var (name, counts) in counted) table.Text(name, i => counts[i].ToString("N0", System.Globalization.CultureInfo.InvariantCulture));
        return table.Frame;

        static long[] WithTotal(IReadOnlyList<(string Part, long Weights)> parts) => [.. parts.Select(p => p.Weights), parts.Sum(p => p.Weights)];
    }

    /// <summary>Every token of a prompt with its three positions (M-RoPE), the images' tokens included.</summary>
    public static DataFrame PromptTokens(QwenPolicy policy, Prompt prompt)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(prompt);
        var input = policy.Tokenize([prompt])[0];
        using var batch = PromptBatch.Create([input], policy.Model.Config, policy.Model.Device);
        using var host = batch.Positions.cpu();
        var (positions, length) = (host.data<long>().ToArray(), input.Ids.Count);
        return new TableOf<int>(Enumerable.Range(0, length))
            .Whole("place", i => i)
            .Whole("id", i => input.Ids[i])
            .Text("token", i => policy.Tokenizer.Decode([input.Ids[i]]).Replace("\n", "\\n", StringComparison.Ordinal))
            .Whole("time", i => (int)positions[i])
            .Whole("row", i => (int)positions[length + i])
            .Whole("column", i => (int)positions[(2 * length) + i])
            .Frame;
    }

    /// <summary>Probability of each tenth of a score, for a few images.</summary>
    /// <param name="distributions">Distributions by name.</param>
    public static DataFrame ScoreDistributions(params IReadOnlyList<(string Name, ScoreDistribution Distribution)> distributions)
    {
        ArgumentNullException.ThrowIfNull(distributions);
        var tenths = distributions.Select(d => (d.Name, Tenths: Tenths(d.Distribution))).ToArray();
        var table = new TableOf<int>(Enumerable.Range(0, TenthCount)).Number("score", i => 1 + (i / 10.0));
        foreach (var (name, values) in tenths) table.Number(name, i => values[i].Probability);
        return table.Frame;
    }

    private const int TenthCount = 41;

    /// <summary>The 401 hundredths, each counted at its nearest tenth; a score half-way goes up.</summary>
    internal static (double Score, double Probability)[] Tenths(ScoreDistribution distribution)
    {
        var sums = new double[TenthCount];
        foreach (var (i, probability) in distribution.Probabilities.Index()) sums[(i + 5) / 10] += probability;
        return [.. sums.Select((sum, i) => (1 + (i / 10.0), sum))];
    }
}

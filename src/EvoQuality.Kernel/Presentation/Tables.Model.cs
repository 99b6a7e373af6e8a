using EvoQuality.Generation;
using EvoQuality.Qwen25VL;
using Microsoft.Data.Analysis;

namespace EvoQuality.Presentation;

/// <content>What a model is made of.</content>
public static partial class Tables
{
    /// <summary>Parameters per part of the model, in the order of its parts.</summary>
    public static DataFrame Parameters(Qwen25VLModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var parts = model.named_parameters().GroupBy(p => Part(p.name))
            .Select(g => (Part: g.Key, Tensors: g.Count(), Weights: g.Sum(p => p.parameter.numel()))).ToArray();
        double all = parts.Sum(p => p.Weights);
        return new TableOf<(string Part, int Tensors, long Weights)>(parts.Append(("all", parts.Sum(p => p.Tensors), (long)all)))
            .Text("part", p => p.Part)
            .Whole("tensors", p => p.Tensors)
            .Count("parameters", p => p.Weights)
            .Number("share", p => p.Weights / all)
            .Frame;
    }

    /// <summary>The architecture, vision and language beside the names of <c>config.json</c>'s records.</summary>
    public static DataFrame Architecture(Qwen25VLConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new TableOf<(string Path, string Value)>(Fields(config, ""))
            .Text("setting", f => f.Path)
            .Text("value", f => f.Value)
            .Frame;
    }

    /// <summary>How sure a policy is of one image's score: the likeliest scores with their probabilities.</summary>
    /// <param name="distribution">Of one image.</param>
    /// <param name="most">Rows.</param>
    public static DataFrame Likeliest(ScoreDistribution distribution, int most = 8)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return new TableOf<(int Index, double Probability)>(
                distribution.Probabilities.Index().OrderByDescending(p => p.Item).Take(most).Select(p => (p.Index, p.Item)))
            .Number("score", p => ScoreDistribution.ScoreAt(p.Index))
            .Number("probability", p => p.Probability)
            .Frame;
    }

    private static IEnumerable<(string Path, string Value)> Fields(object record, string prefix) =>
        Settable(record.GetType()).SelectMany(p => p.GetValue(record) is VisionConfig or TextConfig
            ? Fields(p.GetValue(record)!, $"{p.Name}.")
            : [(prefix + p.Name, Value(p.GetValue(record)))]);

    /// <summary><c>visual.blocks.0.attn.qkv.weight</c> as <c>visual.blocks.0</c>: the module, and the layer's number where there are several.</summary>
    private static string Part(string name)
    {
        var words = name.Split('.');
        var number = Array.FindIndex(words, w => w.All(char.IsAsciiDigit));
        return string.Join('.', number > 0 && words[number - 1] is "blocks" or "layers" ? words[..(number + 1)] : words[..Math.Min(2, words.Length)]);
    }
}

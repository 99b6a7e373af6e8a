using EvoQuality.Foundations;
using EvoQuality.Imaging.NaturalStatistics;
using EvoQuality.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EvoQuality.Evolution.WarmStart;

/// <summary>
/// Reads severity and kind of damage, and the picture's detail and light, from the mean of an image's vectors. It teaches the eye and is
/// then dropped: without it a policy this small stays at chance for thousands of comparisons.
/// </summary>
internal sealed class AuxiliaryHead : nn.Module
{
#pragma warning disable CA2213 // the base disposes registered children
    private readonly Linear _severity;
    private readonly Linear _kind;
    private readonly Linear _statistics;
#pragma warning restore CA2213
    private readonly StatisticsScale _scale;
    private readonly double _weight;

    /// <param name="size">D.</param>
    /// <param name="kinds">Kinds of damage, none included.</param>
    /// <param name="scale">What statistics are measured in.</param>
    /// <param name="weight">Their weight in the loss, 0 or more.</param>
    /// <param name="seed">Of the start values.</param>
    public AuxiliaryHead(int size, int kinds, StatisticsScale scale, double weight, SeedTree seed) : base(nameof(AuxiliaryHead))
    {
        (_scale, _weight) = (scale, weight);
        _severity = nn.Linear(size, 1);
        _kind = nn.Linear(size, kinds);
        _statistics = nn.Linear(size, DetailStatistics.Count);
        RegisterComponents();
        using var none = no_grad();
        using var generator = seed.Generator();
        foreach (var parameter in parameters())
        {
            using var scope = NewDisposeScope();
            parameter.copy_(randn(parameter.shape, generator: generator).Times(1 / Math.Sqrt(size)));
        }
    }

    /// <summary>Keeps the head with a stage, so that a resumed warm start goes on as if it had not stopped.</summary>
    public void Save(string path) => SafetensorsWriter.Write(path, [.. named_parameters().Select(p => (p.name, (Tensor)p.parameter))]);

    /// <summary>Takes the head back from a stage.</summary>
    public void Load(string path)
    {
        using var none = no_grad();
        using var file = SafetensorsFile.Open(path);
        foreach (var (name, parameter) in named_parameters())
        {
            using var value = file.Read(name);
            parameter.copy_(value);
        }
    }

    /// <summary>
    /// Squared error of the severity (times 4, so in score points / 2), a tenth of the kind's cross-entropy, and the weighted Huber loss of
    /// the statistics in deviations.
    /// </summary>
    /// <param name="encoded">Per image (cells, D).</param>
    /// <param name="examples">What was done to each image.</param>
    public (Tensor Loss, double SeverityError) Loss(IReadOnlyList<Tensor> encoded, IReadOnlyList<Example> examples)
    {
        using var scope = NewDisposeScope();
        var pooled = stack([.. encoded.Select(e => e.mean([0]))], 0); // (B, D)
        var severity = tensor(examples.Select(e => (float)e.Damage.Severity).ToArray());
        var kind = tensor(examples.Select(e => (long)e.DamageIndex).ToArray());
        var squared = nn.functional.mse_loss(_severity.forward(pooled).squeeze(-1), severity);
        var entropy = nn.functional.cross_entropy(_kind.forward(pooled), kind);
        var seen = nn.functional.smooth_l1_loss(_statistics.forward(pooled), tensor(_scale.Deviations([.. examples.Select(e => e.Statistics)])));
        var loss = squared.Times(4).Plus(entropy.Times(0.1)).Plus(seen.Times(_weight));
        return (loss.MoveToOuterDisposeScope(), Math.Sqrt(squared.item<float>()));
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using EvoQuality.Generation;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Parity;

/// <summary>
/// Compares our model with transformers on a folder made by make_qwen_fixture.py: vision vectors, position ids, logits
/// where the attention mask is 1, greedy tokens, loss and gradient norms.
/// </summary>
public static class QwenParity
{
    /// <summary>The file that makes a folder one of this kind.</summary>
    public const string FileName = "expected.safetensors";

    /// <summary>Largest accepted difference of a logit.</summary>
    public const double LogitTolerance = 1e-4;

    /// <summary>Largest accepted relative difference of a gradient norm.</summary>
    public const double GradientTolerance = 1e-3;

    /// <summary>Two best logits closer than this may be taken either way.</summary>
    public const double TieTolerance = 2e-4;

    /// <summary>Reads the folder, runs the model, measures.</summary>
    public static QwenParityResult Measure(string folder)
    {
        using var scope = NewDisposeScope();
        using var model = CheckpointFolder.Load(folder);
        var fixture = QwenFixture.Read(folder);
        var (expected, grids) = (fixture.Expected, fixture.Grids);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));

        var batch = PromptBatch.Create(fixture.Inputs, model.Config, CPU);
        var vision = model.EncodeImages(expected["batch.pixel_values"], grids);
        var pass = model.ReadPrompts(batch, vision, everyPosition: true);
        var logits = model.Logits(pass.Hidden); // (B, L, V)
        var mask = expected["batch.attention_mask"].to_type(ScalarType.Bool); // (B, L)
        var logitDifference = (logits - expected["batch.logits"]).abs().amax([-1]).masked_select(mask).max().item<float>();
        var visionDifference = (vision - expected["vision.merged"]).abs().max().item<float>();
        var positionDifference = (batch.Positions - expected["batch.position_ids"]).abs().amax([0]).masked_select(mask).max().item<long>();
        var greedy = GreedyDifferences(model, pass, expected["generate.greedy"]);

        var loss = QwenFixture.Loss(model, batch, logits);
        var lossDifference = Math.Abs(loss.item<float>() - expected["loss"].item<float>());
        loss.backward();
        var (gradient, worst) = GradientDifference(model, json.RootElement.GetProperty("grad_norms"));
        return new QwenParityResult(logitDifference, visionDifference, positionDifference, greedy, lossDifference, gradient, worst);
    }

    /// <summary>Number of greedy tokens that differ without the two best logits being tied.</summary>
    private static int GreedyDifferences(Qwen25VLModel model, PromptPass pass, Tensor expected)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var (rows, steps) = ((int)expected.shape[0], (int)expected.shape[1]);
        var answers = BranchDecoder.Decode(
            model, pass, zeros(rows, steps, dtype: ScalarType.Float64), new SamplingOptions { Temperature = 0 }, new HashSet<int> { model.Config.EosTokenId }, banned: null);
        var reference = expected.data<long>().ToArray();
        var different = 0;
        for (var row = 0; row < rows; row++)
        {
            for (var step = 0; step < answers[row].Count; step++)
            {
                if (answers[row][step] == reference[(row * steps) + step]) continue;
                if (!IsTie(model, pass, answers[row].Take(step), row)) different++;
                break; // what follows a tie taken the other way is another sequence
            }
        }

        return different;
    }

    private static bool IsTie(Qwen25VLModel model, PromptPass pass, IEnumerable<int> before, int row)
    {
        long[] ids = [.. before.Select(i => (long)i)];
        var logits = ids.Length == 0
            ? model.Logits(pass.Hidden.select(1, -1))
            : model.Logits(model.ContinueBranches(tensor(ids).unsqueeze(0).expand(pass.Cache.Count, -1), pass.Cache).select(1, -1));
        var best = logits[row].topk(2).values.data<float>().ToArray();
        return best[0] - best[1] <= TieTolerance;
    }

    private static (double Largest, string Name) GradientDifference(Qwen25VLModel model, JsonElement norms)
    {
        var ours = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad, StringComparer.Ordinal);
        var (largest, worst) = (0.0, "");
        foreach (var norm in norms.EnumerateObject())
        {
            var name = norm.Name.Replace("model.visual.", "visual.", StringComparison.Ordinal)
                .Replace("model.language_model.", "model.", StringComparison.Ordinal);
            if (name == "lm_head.weight" && model.Config.Text.TieWordEmbeddings) continue;
            var reference = norm.Value.GetDouble();
            var difference = Math.Abs(ours[name]!.norm().item<float>() - reference) / Math.Max(reference, 1e-12);
            if (!(difference <= largest)) (largest, worst) = (difference, name);
        }

        return (largest, worst);
    }
}

/// <summary>Largest differences found, and whether they are within tolerance.</summary>
/// <param name="Logits">Largest logit difference where the mask is 1.</param>
/// <param name="Vision">Largest difference of an image vector.</param>
/// <param name="Positions">Largest difference of a position id where the mask is 1.</param>
/// <param name="GreedyDifferences">Greedy tokens that differ beyond ties.</param>
/// <param name="Loss">Difference of the loss.</param>
/// <param name="GradientNorms">Largest relative difference of a gradient norm.</param>
/// <param name="WorstGradient">Where that is.</param>
public sealed record QwenParityResult(
    double Logits, double Vision, long Positions, int GreedyDifferences, double Loss, double GradientNorms, string WorstGradient)
    : IParityResult
{
    /// <summary>What was compared.</summary>
    [JsonPropertyOrder(-1)]
    public string Kind => "qwen";

    /// <summary>Whether every difference is within the tolerances of <see cref="QwenParity"/>.</summary>
    public bool Passed =>
        Logits <= QwenParity.LogitTolerance && Positions == 0 && GreedyDifferences == 0 && GradientNorms <= QwenParity.GradientTolerance;
}

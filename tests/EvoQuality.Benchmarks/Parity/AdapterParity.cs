using System.Text.Json.Serialization;
using EvoQuality.Qwen25VL;
using EvoQuality.Qwen25VL.Adapters;
using EvoQuality.Weights;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Parity;

/// <summary>
/// Compares an adapter with what PEFT computes: a folder made by make_adapter_fixture.py on the checkpoint of make_qwen_fixture.py.
/// </summary>
public static class AdapterParity
{
    /// <summary>Largest accepted difference of a logit.</summary>
    public const double LogitTolerance = 1e-4;

    /// <summary>Largest accepted difference of a gradient, relative to the largest value of its matrix.</summary>
    public const double GradientTolerance = 1e-3;

    /// <summary>Reads both folders, runs the model, measures.</summary>
    /// <param name="fixture">A folder of make_qwen_fixture.py.</param>
    /// <param name="adapter">A folder of make_adapter_fixture.py.</param>
    public static AdapterParityResult Measure(string fixture, string adapter)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(Path.Combine(adapter, QwenParity.FileName));
        using var plain = CheckpointFolder.Load(fixture);
        using var model = plain.WithAdapter(PeftFolder.Load(adapter, plain.Config));
        var (batch, logits) = QwenFixture.Read(fixture).Logits(model);
        var mask = batch.Present ?? ones_like(batch.Ids, dtype: ScalarType.Bool); // (B, L)
        var difference = (logits - file.Read("logits")).abs().amax([-1]).masked_select(mask).max().item<float>();
        var loss = QwenFixture.Loss(model, batch, logits);
        loss.backward();
        var (largest, count) = (0.0, 0);
        foreach (var (name, value) in model.Trainable)
        {
            var reference = file.Read("gradient.base_model.model.model." + (name.StartsWith("visual.", StringComparison.Ordinal) ? name : "language_" + name));
            largest = Math.Max(largest, (value.grad! - reference).abs().max().item<float>() / reference.abs().max().item<float>());
            count++;
        }

        return new AdapterParityResult(count, difference, Math.Abs(loss.item<float>() - file.Read("loss").item<float>()), largest);
    }
}

/// <summary>Largest differences found, and whether they are within tolerance.</summary>
/// <param name="Matrices">Matrices compared.</param>
/// <param name="Logits">Largest logit difference where the mask is 1.</param>
/// <param name="Loss">Difference of the loss.</param>
/// <param name="Gradients">Largest difference of a gradient, relative to the largest value of its matrix.</param>
public sealed record AdapterParityResult(int Matrices, double Logits, double Loss, double Gradients) : IParityResult
{
    /// <summary>What was compared.</summary>
    [JsonPropertyOrder(-1)]
    public string Kind => "adapter";

    /// <summary>Whether every difference is within the tolerances of <see cref="AdapterParity"/>.</summary>
    public bool Passed => Logits <= AdapterParity.LogitTolerance && Gradients <= AdapterParity.GradientTolerance;
}

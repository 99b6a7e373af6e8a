using System.CommandLine;
using EvoQuality.Benchmarks.Parity;
using EvoQuality.Foundations;
using EvoQuality.Qwen25VL;
using EvoQuality.Qwen25VL.Adapters;
using EvoQuality.Weights;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>adapter FIXTURE OUT</c>: an adapter with drawn matrices on a checkpoint of make_qwen_fixture.py, in PEFT's layout and merged,
/// with our logits, loss and gradients, for environment/reference/check_adapter.py.
/// </summary>
public static class AdapterCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var fixture = new Argument<string>("FIXTURE") { Description = "A folder of make_qwen_fixture.py." };
        var target = new Argument<string>("OUT") { Description = "Gets peft/, merged/ and ours.safetensors." };
        var vision = new Option<bool>("--vision") { Description = "Adapters in the vision tower too." };
        var command = new Command("adapter", "Write an adapter in PEFT's layout with our numbers.") { fixture, target, vision };
        command.SetAction(p => Run(p.GetRequiredValue(fixture), p.GetRequiredValue(target), p.GetValue(vision)));
        return command;
    }

    private static void Run(string fixture, string target, bool vision)
    {
        using var scope = NewDisposeScope();
        using var plain = CheckpointFolder.Load(fixture);
        var adapter = LowRankAdapter.Create(plain.Config, new AdapterOptions { Rank = 4, Alpha = 6, Vision = vision }, new SeedTree(1));
        using var model = plain.WithAdapter(adapter);
        using var generator = new SeedTree(2).Generator();
        using (no_grad())
            foreach (var (name, value) in adapter.Parameters)
                if (name.EndsWith("lora_B.weight", StringComparison.Ordinal)) value.normal_(0, 0.3, generator);
        PeftFolder.Save(adapter, Path.Combine(target, "peft"), fixture);
        CheckpointFolder.Save(model, Path.Combine(target, "merged"));
        var (batch, logits) = QwenFixture.Read(fixture).Logits(model);
        var loss = QwenFixture.Loss(model, batch, logits);
        loss.backward();
        SafetensorsWriter.Write(Path.Combine(target, "ours.safetensors"),
            [("logits", logits), ("loss", loss), .. model.Trainable.Select(p => ("gradient." + p.Name, p.Value.grad!))]);
    }
}

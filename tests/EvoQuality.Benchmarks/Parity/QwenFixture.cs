using System.Text.Json;
using EvoQuality.Imaging;
using EvoQuality.Qwen25VL;
using EvoQuality.Weights;
using static TorchSharp.torch;

namespace EvoQuality.Benchmarks.Parity;

/// <summary>The prompts of a folder made by make_qwen_fixture.py, and what transformers made of them.</summary>
/// <param name="Inputs">Token ids and grids of each prompt.</param>
/// <param name="Grids">Sizes of all images, in order.</param>
/// <param name="Expected">The file's tensors; they belong to the caller's scope.</param>
internal sealed record QwenFixture(IReadOnlyList<PromptInput> Inputs, IReadOnlyList<PatchGrid> Grids, IReadOnlyDictionary<string, Tensor> Expected)
{
    public static QwenFixture Read(string folder)
    {
        using var file = SafetensorsFile.Open(Path.Combine(folder, QwenParity.FileName));
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        var expected = file.Entries.Keys.ToDictionary(k => k, k => file.Read(k), StringComparer.Ordinal);
        var grids = expected["batch.image_grid_thw"].data<long>().ToArray().Chunk(3)
            .Select(g => new PatchGrid((int)g[0], (int)g[1], (int)g[2])).ToArray();
        var sequences = json.RootElement.GetProperty("sequences").EnumerateArray().Select(Ints).ToArray();
        var images = json.RootElement.GetProperty("images").EnumerateArray().Select(Ints).ToArray();
        return new QwenFixture([.. sequences.Zip(images, (ids, used) => new PromptInput(ids, [.. used.Select(i => grids[i])]))], grids, expected);
    }

    /// <summary>Logits of every position, with a graph.</summary>
    public (PromptBatch Batch, Tensor Logits) Logits(Qwen25VLModel model)
    {
        var batch = PromptBatch.Create(Inputs, model.Config, CPU);
        var vision = model.EncodeImages(Expected["batch.pixel_values"], Grids);
        return (batch, model.Logits(model.ReadPrompts(batch, vision, everyPosition: true).Hidden)); // (B, L, V)
    }

    /// <summary>Mean negative log-probability of the next token over real tokens that are not image places.</summary>
    public static Tensor Loss(Qwen25VLModel model, PromptBatch batch, Tensor logits)
    {
        var length = batch.Ids.shape[1];
        var targets = batch.Ids.narrow(1, 1, length - 1);
        var present = batch.Present ?? ones_like(batch.Ids, dtype: ScalarType.Bool);
        var weights = present.narrow(1, 1, length - 1).logical_and(targets.ne(model.Config.ImageTokenId)).to_type(ScalarType.Float32);
        var logProbs = nn.functional.log_softmax(logits.narrow(1, 0, length - 1), -1).gather(-1, targets.unsqueeze(-1)).squeeze(-1);
        return (logProbs * weights).sum().neg() / weights.sum();
    }

    private static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetInt32())];
}

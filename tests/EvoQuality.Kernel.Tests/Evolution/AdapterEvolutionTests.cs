using EvoQuality.Datasets;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Language;
using EvoQuality.Qwen25VL;
using EvoQuality.Qwen25VL.Adapters;

namespace EvoQuality.Kernel.Tests;

public sealed class AdapterEvolutionTests
{
    private static readonly IqaImage[] Pictures =
        [.. Enumerable.Range(0, 4).Select(i => new IqaImage($"picture-{i}", TinyPolicy.Image("x", 56, 56 + (28 * (i % 2))).Load))];

    [Theory]
    [InlineData(ReferenceChoice.Initial)]
    [InlineData(ReferenceChoice.RoundStart)]
    public void An_evolution_with_an_adapter_trains_that_alone_and_saves_it_merged(ReferenceChoice reference)
    {
        using var folder = new TemporaryFolder();
        using var start = TinyPolicy.Create();
        TinyPolicy.Favour(start, new Prompt([Pictures[0], Pictures[1]], Prompts.Compare), (TinyPolicy.Tokenizer.Encode("0")[0], 6.0)); // it votes
        TinyPolicy.Favour(start, new Prompt([Pictures[0]], Prompts.Score), [.. "1234".Select(d => (TinyPolicy.Tokenizer.Encode($"{d}")[0], 6.0))]); // and scores
        var before = Bytes(start.Model);
        var options = EvolutionOptions.Pocket with
        {
            Rounds = 2,
            PairsPerRound = 4,
            Reference = reference,
            Online = EvolutionOptions.Pocket.Online with
            {
                PairsPerStep = 2,
                Group = 8,
                Steps = 3,
                MaxNewTokens = 1,
                LearningRate = 1e-3, // more, and all answers soon are one: then nothing has a gradient
                Adapter = new AdapterOptions { Rank = 2, Alpha = 4, Targets = ["q_proj", "v_proj"] },
            },
        };
        var saved = new List<byte[]>();
        var rounds = new SelfEvolution(start, new ImageSet("pool", Pictures), null, options, new SeedTree(1)).Run((round, policy) =>
        {
            Assert.Equal(["q_proj", "v_proj"], policy.Model.Adapter!.Layers.Select(l => l.Split('.')[^1]).Distinct());
            Assert.Equal(before, Bytes(policy.Model)); // the base under the adapter
            var place = Path.Combine(folder.Path, $"{round.Round}");
            CheckpointFolder.Save(policy.Model, place);
            saved.Add(File.ReadAllBytes(Path.Combine(place, CheckpointFolder.WeightsName)));
        });
        Assert.Equal(before, Bytes(start.Model));
        Assert.Equal(3, saved.Count);
        Assert.NotEqual(saved[0], saved[1]);
        Assert.NotEqual(saved[1], saved[2]);
        Assert.Contains(rounds[1].Training, m => m.Kl > 0);
        using var loaded = CheckpointFolder.Load(Path.Combine(folder.Path, "0"));
        Assert.Equal(before, Bytes(loaded)); // a fresh adapter changes nothing
    }

    private static byte[] Bytes(Qwen25VLModel model) => [.. model.parameters().SelectMany(p => p.bytes.ToArray())];
}

using EvoQuality.Datasets;
using EvoQuality.Evolution;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Voting;

namespace EvoQuality.Kernel.Tests;

/// <summary>The folder of a finished run of one round, as a run writes it, without the time that voting and training take.</summary>
internal sealed class HandoffRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="photographs">Evolve on JPEG files in place of generated scenes.</param>
    /// <param name="change">Of the set-up.</param>
    public HandoffRun(bool photographs = false, Func<EvolutionSetup, EvolutionSetup>? change = null)
    {
        var setup = new EvolutionSetup { Rounds = 1, Pairs = 12, Steps = 3, Group = 4, Scenes = 9, TestScenes = 3, Controls = "" };
        if (photographs) setup = setup with { Images = WritePhotographs() };
        Setup = change?.Invoke(setup) ?? setup;
        Folder = new RunFolder(_folder.File("run"));
        Setup.Write(Folder);
        Pool = EvolutionData.Load(Setup).Pool;
        using var start = Setup.LoadPolicy();
        using var record = EvolutionRecord.Open(Folder, RunIdentity.Of(start, Pool, null, null, Setup.Options(), Setup.Root), Pool, null);
        Votes = [.. PairSampler.Sample(Pool.Images.Count, Setup.Pairs, Setup.Root.Child("pairs").Source()).Select((pair, i) =>
            new PairVotes(pair, (i % 3) switch { 0 => "0000", 1 => "1111", _ => "01-1" }, "0110"))];
        for (var round = 0; round <= 1; round++)
        {
            using var votes = record.Votes(round);
            votes.Append(Votes);
        }

        using var training = record.Training(1);
        using var trained = start.Clone();
        using (TorchSharp.torch.no_grad()) trained.Model.Trainable[0].Value.fill_(0.125f);
        training.Finish(trained, null);
    }

    public EvolutionSetup Setup { get; }

    public RunFolder Folder { get; }

    public ImageSet Pool { get; }

    public IReadOnlyList<PairVotes> Votes { get; }

    public string File(string name) => _folder.File(name);

    public void Dispose() => _folder.Dispose();

    private string WritePhotographs()
    {
        for (var i = 0; i < 9; i++)
        {
            var picture = new RgbImage(40 + i, 30, [.. Enumerable.Range(0, (40 + i) * 30 * 3).Select(k => (byte)(k * (i + 3)))]);
            AtomicFile.WriteAllBytes(_folder.File($"photographs/photo {i}.jpg"), ImageCodec.EncodeJpeg(picture, 90));
        }

        return _folder.File("photographs");
    }
}

using EvoQuality.Evolution;
using EvoQuality.Generation;

namespace EvoQuality.Notebooks.Tests;

public sealed class EvolvedCheckpointTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void An_evolved_policy_is_saved_as_a_whole_model_folder()
    {
        var start = TinyPolicyFolder.Write(_scratch.Path("start"));
        using var policy = QwenPolicy.Load(start);
        EvolvedCheckpoint.Save(policy, start, _scratch.Path("evolved"));
        Assert.Equal(Names(start), Names(_scratch.Path("evolved")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(start, "model.safetensors")), File.ReadAllBytes(_scratch.Path("evolved/model.safetensors")));
        QwenPolicy.Load(_scratch.Path("evolved")).Dispose();
    }

    [Fact]
    public void The_start_is_never_replaced()
    {
        var start = TinyPolicyFolder.Write(_scratch.Path("start"));
        using var policy = QwenPolicy.Load(start);
        Assert.Contains("would replace", Assert.Throws<ArgumentException>(() => EvolvedCheckpoint.Save(policy, start, start + "/")).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(string folder) => Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Order();
}

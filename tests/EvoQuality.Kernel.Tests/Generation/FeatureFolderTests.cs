using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Qwen25VL.Adapters;
using EvoQuality.Weights;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public sealed class FeatureFolderTests : IDisposable
{
    private static readonly IqaImage[] Images = [TinyPolicy.Image("a", 56, 56), TinyPolicy.Image("b", 112, 84)];
    private static readonly Prompt[] Both = [new(Images, "compare")];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_one_process_encodes_the_next_reads_from_disk()
    {
        var encoded = Features(TinyPolicy.Create(), keep: true);
        Assert.Equal(2, Files().Length);
        Assert.Equal(Features(TinyPolicy.Create(), keep: false), encoded);
        Assert.Equal(encoded, Features(TinyPolicy.Create(), keep: true));

        foreach (var file in Files()) Overwrite(file); // what is read back then shows that it is read, not encoded
        Assert.All(Features(TinyPolicy.Create(), keep: true), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Other_weights_and_other_pictures_have_files_of_their_own()
    {
        Features(TinyPolicy.Create(), keep: true);
        foreach (var file in Files()) Overwrite(file);
        var other = Features(TinyPolicy.Create(seed: 2), keep: true);
        Assert.Equal(Features(TinyPolicy.Create(seed: 2), keep: false), other);
        Assert.Equal(4, Files().Length);

        using var policy = TinyPolicy.Create();
        policy.KeepFeatures(_folder.Path);
        using var same = policy.CachedFeatures([new([TinyPolicy.Image("another name", 56, 56)], "rate")]);
        Assert.All(same.data<float>().ToArray(), value => Assert.Equal(0, value)); // the same pixels
        using var third = policy.CachedFeatures([new([TinyPolicy.Image("c", 84, 56)], "rate")]);
        Assert.Equal(5, Files().Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_adapter_in_the_vision_tower_has_files_of_its_own_and_another_those_of_its_base(bool vision)
    {
        Features(TinyPolicy.Create(), keep: true);
        foreach (var file in Files()) Overwrite(file);
        using var start = TinyPolicy.Create();
        Assert.Equal(vision, Adapted(alpha: 128).Any(value => value != 0));
        Assert.Equal(vision ? 4 : 2, Files().Length);
        Assert.Equal(vision, Adapted(alpha: 64).Any(value => value != 0)); // the same matrices at another scale
        Assert.Equal(vision ? 6 : 2, Files().Length);

        float[] Adapted(double alpha)
        {
            using var policy = start.WithAdapter(new AdapterOptions { Rank = 2, Alpha = alpha, Vision = vision }, new SeedTree(1));
            using (no_grad())
                foreach (var (_, value) in policy.Model.Trainable) value.fill_(0.5);
            policy.KeepFeatures(_folder.Path);
            return Values(policy);
        }
    }

    [Fact]
    public void Once_the_weights_change_the_folder_is_left_alone()
    {
        using var policy = TinyPolicy.Create();
        policy.KeepFeatures(_folder.Path);
        policy.Model.Initialize(new SeedTree(2));
        policy.WeightsChanged();
        Assert.Equal(Features(TinyPolicy.Create(seed: 2), keep: false), Values(policy));
        Assert.Empty(Files());
    }

    [Fact]
    public void The_files_used_longest_ago_leave_a_full_folder()
    {
        using var policy = TinyPolicy.Create();
        policy.KeepFeatures(_folder.Path, limit: 3750); // two of three, in nine tenths of it: 4, 12 and 12 cells of 32 floats, 0.6, 1.6 and 1.6 KB
        Values(policy);
        var small = Files().MinBy(f => new FileInfo(f).Length)!;
        File.SetLastWriteTimeUtc(small, DateTime.UtcNow.AddHours(-1));
        using var added = policy.CachedFeatures([new([TinyPolicy.Image("c", 84, 112)], "rate")]);
        Assert.False(File.Exists(small));
        Assert.Equal(2, Files().Length);
    }

    [Fact]
    public void No_tensor_is_left_behind() => NoLeaks.Check(() =>
    {
        using var policy = TinyPolicy.Create();
        policy.KeepFeatures(_folder.Path);
        Values(policy);
    });

    private string[] Files() => Directory.GetFiles(_folder.Path);

    private float[] Features(QwenPolicy policy, bool keep)
    {
        using (policy)
        {
            if (keep) policy.KeepFeatures(_folder.Path);
            return Values(policy);
        }
    }

    private static float[] Values(QwenPolicy policy)
    {
        using var features = policy.CachedFeatures(Both);
        return features.data<float>().ToArray();
    }

    private static void Overwrite(string path)
    {
        long[] shape;
        using (var file = SafetensorsFile.Open(path)) shape = file.Entries["features"].Shape;
        using var nothing = zeros(shape);
        SafetensorsWriter.Write(path, [("features", nothing)]);
    }
}

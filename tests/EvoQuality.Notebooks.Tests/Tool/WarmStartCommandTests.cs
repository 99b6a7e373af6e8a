using EvoQuality.Generation;
using EvoQuality.Weights;
using TorchSharp;

namespace EvoQuality.Notebooks.Tests;

public sealed class WarmStartCommandTests : Evoquality
{
    private Task<int> WarmStart(string folder, params string[] rest) =>
        Run(["warm-start", At(folder), "--eye-steps", "1", "--compare-steps", "1", "--score-steps", "1", .. rest]);

    [Fact]
    public async Task One_step_per_stage_makes_a_policy_that_loads_and_goes_on_where_it_was_stopped()
    {
        Assert.Equal(0, await WarmStart("pocket"));
        Assert.Contains("warm start: compare: 1 steps", Output.ToString(), StringComparison.Ordinal);
        using (var policy = QwenPolicy.Load(At("pocket")))
            Assert.InRange(policy.Model.parameters().Sum(p => p.numel()), 1_000_000, 1_200_000);

        Directory.Delete(At("pocket/stages/score"), recursive: true); // as if killed in the third stage
        Output.GetStringBuilder().Clear();
        Assert.Equal(0, await WarmStart("pocket"));
        Assert.DoesNotContain("compare", Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("warm start: score: 1 steps", Output.ToString(), StringComparison.Ordinal);

        Assert.Equal(2, await WarmStart("pocket", "--seed", "2"));
        Assert.Contains("begun with other settings", Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_with_other_files_is_left_alone()
    {
        Pictures("photos", 1);
        Assert.Equal(2, await WarmStart("photos"));
        Assert.StartsWith($"error: {At("photos")}: expected a new folder", Error.ToString(), StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFileSystemEntries(At("photos")));
    }

    [Fact]
    public async Task A_photograph_too_small_for_a_crop_is_named_before_anything_is_written()
    {
        Assert.Equal(2, await WarmStart("pocket", "--pictures", Pictures("photos", 2)));
        Assert.Contains("p0.png is 60 x 48; expected 224 pixels or more", Error.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("pocket")));
    }

    [Fact]
    public async Task Steps_below_1_exit_with_2()
    {
        Assert.Equal(2, await Run("warm-start", At("pocket"), "--eye-steps", "0"));
        Assert.Equal("error: --eye-steps is 0; expected 1 or more.", Error.ToString().TrimEnd());
        Assert.Equal(2, await Run("warm-start"));
    }

    [Fact]
    public async Task Another_eye_sees_pictures_of_another_size()
    {
        Assert.Equal(0, await WarmStart("pocket", "--size", "112", "--eye-blocks", "2", "--eye-width", "64"));
        using (var policy = QwenPolicy.Load(At("pocket")))
        {
            Assert.Equal((2, 64, 2, 112 * 112), (policy.Model.Config.Vision.Depth, policy.Model.Config.Vision.HiddenSize, policy.Model.Config.Vision.Heads, policy.Images.Options.MaxPixels));
            Assert.Equal([1], policy.Model.Config.Vision.FullAttentionBlocks);
        }

        Assert.Equal(2, await WarmStart("pocket"));
        Assert.Contains("begun with other settings", Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_frozen_eye_is_that_of_its_own_stage_and_the_language_model_learns_on(bool frozen)
    {
        Assert.Equal(0, await WarmStart("pocket", ["--size", "56", "--eye-blocks", "1", "--eye-width", "32", .. frozen ? ["--freeze-eye"] : Array.Empty<string>()]));
        Assert.Equal(frozen, Same("visual.patch_embed.proj.weight"));
        Assert.Equal(frozen, Same("visual.merger.mlp.2.bias"));
        Assert.False(Same("model.norm.weight"));

        bool Same(string weight)
        {
            using var scope = torch.NewDisposeScope();
            using var before = SafetensorsFile.Open(At("pocket/stages/eye/model.safetensors"));
            using var after = SafetensorsFile.Open(At("pocket/model.safetensors"));
            return before.Read(weight).eq(after.Read(weight)).all().item<bool>();
        }
    }

    [Theory]
    [InlineData("--size", "100", "a multiple of 28")]
    [InlineData("--eye-width", "100", "a multiple of 32")]
    [InlineData("--eye-width", "0", "a multiple of 32")]
    [InlineData("--eye-blocks", "0", "1 or more")]
    public async Task An_eye_that_cannot_be_built_exits_with_2(string option, string value, string expected)
    {
        Assert.Equal(2, await WarmStart("pocket", option, value));
        Assert.Equal($"error: {option} is {value}; expected {expected}.", Error.ToString().TrimEnd());
    }
}

using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Imaging.Quality;
using EvoQuality.Imaging.Scenes;

namespace EvoQuality.Kernel.Tests;

public sealed class KnownPairsTests
{
    private const int Size = 64;

    [Fact]
    public void The_better_picture_comes_first_in_exactly_half_of_the_pairs() =>
        Assert.Equal(10, KnownPairs.Draw(20, Size, new SeedTree(3)).Count(p => p.FirstIsBetter));

    [Fact]
    public void One_seed_gives_one_set_of_pairs_and_another_seed_another()
    {
        static string Of(ulong seed) => string.Join(' ', KnownPairs.Draw(6, Size, new SeedTree(seed))
            .Select(p => $"{p.First.Id} {p.Second.Id} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(p.First.Load().Pixels))}"));
        Assert.Equal(Of(1), Of(1));
        Assert.NotEqual(Of(1), Of(2));
    }

    [Fact]
    public void The_less_damaged_picture_is_nearer_to_the_scene()
    {
        var seed = new SeedTree(5);
        var scenes = SceneSet.Create(20, Size, seed.Child("scenes"));
        var pairs = KnownPairs.Draw(20, Size, seed);
        Assert.All(pairs.Zip(scenes), both =>
        {
            var (pair, scene) = both;
            var reference = scene.RenderPristine();
            Assert.InRange(Math.Abs(pair.FirstLevel - pair.SecondLevel), 1, 2);
            Assert.Equal(pair.FirstIsBetter, Psnr.Of(reference, pair.First.Load()) > Psnr.Of(reference, pair.Second.Load()));
        });
    }

    [Fact]
    public void Twenty_pairs_show_more_than_a_dozen_kinds_of_damage() =>
        Assert.True(KnownPairs.Draw(20, Size, new SeedTree(1)).Select(p => p.Distortion.Name).Distinct().Count() > 12);
}

using System.Security.Cryptography;
using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using EvoQuality.Imaging.Distortions;
using EvoQuality.Imaging.Scenes;

namespace EvoQuality.Kernel.Tests;

public class SceneTests
{
    [Fact]
    public void The_same_seed_gives_the_same_scene_and_another_seed_another()
    {
        var scene = SceneGenerator.Generate(64, new SeededSource(1));
        Assert.Equal(scene.Pixels, SceneGenerator.Generate(64, new SeededSource(1)).Pixels);
        Assert.NotEqual(scene.Pixels, SceneGenerator.Generate(64, new SeededSource(2)).Pixels);
    }

    [Fact]
    public void The_generator_is_frozen_at_its_version()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < 16; i++)
            hash.AppendData(SceneGenerator.Generate(112, new SeedTree(1).Child(i).Source()).Pixels);
        Assert.Equal(1, SceneGenerator.Version);
        Assert.Equal(
            "5eade6ae3e4a92be11fc68847111cdd6f3dfac99acebb5626ac1cebcba615c4d",
            Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Hash and scores of a run know names and quality alone: what the pictures of the parts look like is held here.</summary>
    [Fact]
    public void The_pictures_of_pool_test_and_development_part_are_frozen()
    {
        static double Detail(RgbImage picture)
        {
            var sum = 0.0;
            for (var y = 0; y < picture.Height; y++)
                for (var x = 1; x < picture.Width; x++) sum += Math.Abs(picture.Pixels[3 * ((y * picture.Width) + x)] - picture.Pixels[3 * ((y * picture.Width) + x - 1)]);
            return sum / (picture.Height * (picture.Width - 1));
        }

        void Frozen(ImageSet part, double quality, params double[] detail)
        {
            Assert.Equal(quality, part.Images.Sum(i => i.Mos!.Value), 1e-6);
            foreach (var (image, expected) in part.Images.Zip(detail)) Assert.Equal(expected, Detail(image.Load()), 0.02); // grey levels; last bits of a CPU may turn a few pixels
        }

        Frozen(SceneImages.Pool(16, 64), 55.002837, 20.13, 12.44, 0.89, 38.89, 14.11, 12.10, 2.84, 8.48, 4.95, 5.55, 8.44, 37.84, 16.69, 19.58, 29.75, 14.09);
        Frozen(SceneImages.HeldOut(16, 64), 59.369929, 4.72, 7.76, 2.49, 1.51, 6.33, 16.46, 10.43, 10.07, 21.41, 3.91, 20.83, 13.55, 12.70, 21.38, 12.85, 5.36);
        Frozen(SceneImages.Development(16, 64), 50.393513, 8.66, 11.05, 17.96, 1.89, 15.62, 9.97, 29.66, 19.39, 16.02, 44.14, 20.79, 3.25, 18.82, 1.70, 51.27, 3.63);
    }

    [Fact]
    public void Scenes_range_from_nearly_flat_to_full_of_detail_and_are_well_exposed()
    {
        var scenes = Enumerable.Range(0, 60)
            .Select(i => SceneGenerator.Generate(224, new SeedTree(2).Child(i).Source())).ToArray();
        var detail = scenes.Select(Detail).Order().ToArray();
        // The 24 Kodak photographs, cut to the same size, lie at 4.3 and 11.6.
        Assert.True(detail[6] < 4, $"Tenth percentile of the mean step between neighbours: {detail[6]}.");
        Assert.True(detail[54] > 10, $"Ninetieth percentile: {detail[54]}.");
        Assert.All(scenes, s => Assert.InRange(s.Pixels.Average(v => (double)v), 70, 185));
        Assert.All(scenes, s => Assert.True(s.Pixels.Count(v => v is 0 or 255) < s.Pixels.Length / 100));
    }

    [Fact]
    public void Severities_are_uniform_and_quality_follows_the_declared_law()
    {
        var pristine = SceneGenerator.Generate(16, new SeededSource(1));
        var samples = Enumerable.Range(0, 6000)
            .Select(i => SceneSampler.Sample(pristine, new SeedTree(3).Child(i).Source())).ToArray();
        Assert.All(samples, s => Assert.Equal(5 - (4 * s.Severity), s.Quality, 12));
        var untouched = samples.Where(s => s.DistortionName == SceneSampler.PristineName).ToArray();
        Assert.InRange(untouched.Length, 240, 360);
        Assert.All(untouched, s => Assert.Equal(pristine.Pixels, s.Image.Pixels));
        Assert.All(untouched, s => Assert.Equal(5, s.Quality));
        var severities = samples.Except(untouched).Select(s => s.Severity).Order().ToArray();
        var gap = severities.Select((s, i) => Math.Abs(s - ((i + 0.5) / severities.Length))).Max();
        Assert.True(gap < 1.63 / Math.Sqrt(severities.Length), $"Kolmogorov-Smirnov distance {gap} from the uniform law.");
        foreach (var distortion in DistortionCatalog.All)
            Assert.InRange(samples.Count(s => s.DistortionName == distortion.Name), 375, 575);
    }

    [Fact]
    public void A_quarter_of_the_samples_carry_a_second_distortion()
    {
        // Darkening draws nothing: a sample that differs from it at its severity holds another type as well.
        var pristine = SceneGenerator.Generate(32, new SeededSource(9));
        var flat = DistortionCatalog.ByName("dark");
        var doubled = Enumerable.Range(0, 3000)
            .Select(i => SceneSampler.Sample(pristine, new SeedTree(4).Child(i).Source()))
            .Where(s => s.DistortionName == "dark")
            .Select(s => !s.Image.Pixels.SequenceEqual(flat.Apply(pristine, s.Severity, new SeededSource(0)).Pixels))
            .ToArray();
        Assert.InRange(doubled.Count(d => d) / (double)doubled.Length, 0.17, 0.33);
    }

    [Fact]
    public void A_set_renders_on_demand_and_a_longer_one_starts_with_the_shorter()
    {
        var few = SceneSet.Create(3, 32, new SeedTree(5));
        var many = SceneSet.Create(6, 32, new SeedTree(5));
        Assert.Equal(few, many.Take(3));
        Assert.Equal(6, many.Select(s => s.Id).Distinct().Count());
        var (first, second) = (many[2].Render(), many[2].Render());
        Assert.Equal(first.Image.Pixels, second.Image.Pixels);
        Assert.Equal((first.Quality, first.DistortionName), (second.Quality, second.DistortionName));
        Assert.Equal(6, many.Select(s => Convert.ToHexString(s.RenderPristine().Pixels)).Distinct().Count());
    }

    [Fact]
    public void A_crop_of_full_size_is_the_picture_or_its_mirror()
    {
        var scene = SceneGenerator.Generate(48, new SeededSource(3));
        var crops = Enumerable.Range(0, 40)
            .Select(i => SceneSampler.Crop(scene, 48, new SeedTree(6).Child(i).Source())).ToArray();
        var straight = crops.Where(c => c.Pixels.SequenceEqual(scene.Pixels)).ToArray();
        Assert.InRange(straight.Length, 8, 32);
        var mirror = Assert.Single(crops.Except(straight).Select(c => Convert.ToHexString(c.Pixels)).Distinct());
        Assert.Equal(Convert.ToHexString(scene.Pixels.AsSpan(47 * 3, 3)), mirror[..6]);
    }

    [Fact]
    public void A_crop_has_the_asked_size_and_only_values_of_the_photograph()
    {
        var photograph = new RgbImage(90, 60);
        for (var y = 0; y < 60; y++)
            for (var x = 0; x < 90; x++)
            {
                photograph.Pixels[3 * ((y * 90) + x)] = (byte)(x + 100);
                photograph.Pixels[(3 * ((y * 90) + x)) + 1] = (byte)(y + 100);
            }

        var widest = 0;
        for (var i = 0; i < 200; i++)
        {
            var crop = SceneSampler.Crop(photograph, 24, new SeedTree(7).Child(i).Source());
            Assert.Equal((24, 24), (crop.Width, crop.Height));
            var across = crop.Pixels.Where((_, k) => k % 3 == 0).Select(v => (int)v).ToArray();
            var down = crop.Pixels.Where((_, k) => k % 3 == 1).Select(v => (int)v).ToArray();
            Assert.InRange(across.Min(), 100, 189);
            Assert.InRange(across.Max(), 100, 189);
            Assert.InRange(down.Min(), 100, 159);
            Assert.InRange(down.Max(), 100, 159);
            // The ramp has the same slope both ways: the crop is square in the photograph.
            Assert.InRange(across.Max() - across.Min() - (down.Max() - down.Min()), -1, 1);
            widest = Math.Max(widest, down.Max() - down.Min());
        }

        Assert.InRange(widest, 54, 59);
    }

    [Fact]
    public void A_photograph_smaller_than_the_crop_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => SceneSampler.Crop(new RgbImage(40, 20), 24, new SeededSource(1)));
        Assert.Contains("40x20", error.Message);
    }

    [Fact]
    public void A_Kodak_photograph_gives_sharp_crops()
    {
        var folder = Path.Combine(TestData(), "kodak24");
        Assert.SkipUnless(Directory.Exists(folder), "The Kodak photographs are not on this machine.");
        var path = Directory.GetFiles(folder, "*.png").Order(StringComparer.Ordinal).First();
        using var bitmap = SkiaSharp.SKBitmap.Decode(path);
        var photograph = new RgbImage(bitmap.Width, bitmap.Height);
        for (var i = 0; i < bitmap.Width * bitmap.Height; i++)
        {
            var colour = bitmap.GetPixel(i % bitmap.Width, i / bitmap.Width);
            new[] { colour.Red, colour.Green, colour.Blue }.CopyTo(photograph.Pixels, 3 * i);
        }

        var crop = SceneSampler.Crop(photograph, 112, new SeededSource(1));
        var blurred = DistortionCatalog.ByName("blur").Apply(crop, 0.4, new SeededSource(1));
        Assert.True(Detail(crop) > 1.5 * Detail(blurred));
    }

    /// <summary>Mean absolute step between horizontal neighbours.</summary>
    private static double Detail(RgbImage image) =>
        Enumerable.Range(0, image.Pixels.Length - 3).Average(i => Math.Abs((double)image.Pixels[i] - image.Pixels[i + 3]));

    private static string TestData()
    {
        if (Environment.GetEnvironmentVariable("EVO_DATA") is { Length: > 0 } named) return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(data)) return data;
        }

        return string.Empty;
    }
}

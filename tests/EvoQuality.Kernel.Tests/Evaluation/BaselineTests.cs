using EvoQuality.Datasets;
using EvoQuality.Evaluation.Baselines;
using EvoQuality.Foundations;
using EvoQuality.Imaging.Distortions.Graded;
using EvoQuality.Imaging.Scenes;

namespace EvoQuality.Kernel.Tests;

public class BaselineTests
{
    [Fact]
    public void A_kernel_ridge_goes_through_its_data_when_the_ridge_is_small_and_to_their_mean_when_it_is_large()
    {
        double[][] x = [[0], [1], [2], [3], [4]];
        double[] y = [1, 3, 2, 5, 4];
        Close.All(y, [.. KernelRidge.Fit(x, y, 4, 1e-9).Predict(x)], 1e-5);
        Close.All([3, 3, 3, 3, 3], [.. KernelRidge.Fit(x, y, 4, 1e9).Predict(x)], 1e-5);
    }

    [Fact]
    public void A_kernel_ridge_of_two_points_is_what_two_equations_say()
    {
        // Standardised to -1 and 1: k = exp(-width 4). Weights (±w) with w (1 - k + ridge) = 1; at the second point 5 + w (1 - k).
        var model = KernelRidge.Fit([[10], [20]], [4, 6], 0.5, 0.25);
        var k = Math.Exp(-2);
        Assert.Equal(5 + ((1 - k) / (1 - k + 0.25)), model.Predict([[20]])[0], 1e-12);
    }

    [Fact]
    public void Cross_validation_learns_a_curve_that_a_line_cannot()
    {
        var source = new SeededSource(3);
        double[][] x = [.. Enumerable.Range(0, 200).Select(_ => new[] { source.Uniform(-2, 2), source.Uniform(-2, 2) })];
        double[] y = [.. x.Select(r => (r[0] * r[0]) + (0.1 * source.NextGaussian()))];
        var model = KernelRidge.Choose(x[..150], y[..150], new SeededSource(1));
        var error = model.Predict(x[150..]).Zip(y[150..], (p, t) => (p - t) * (p - t)).Average();
        Assert.True(error < 0.05, $"mean squared error {error}; the variance of the targets is about 1.4");
    }

    [Fact]
    public void A_kernel_ridge_leaves_no_tensor_behind() => NoLeaks.Check(() => KernelRidge.Fit([[0], [1]], [1, 2], 1, 1).Predict([[0.5]]));

    [Fact]
    public void Niqe_grows_with_noise_and_blur_and_survives_its_file()
    {
        IqaImage[] pristine = [.. SceneSet.Create(24, 384, new SeedTree(1)).Select(s => new IqaImage(s.Id, s.RenderPristine))];
        var model = NiqeModel.Fit(pristine);
        Assert.True(model.Blocks > 36);
        var fresh = SceneSet.Create(6, 288, new SeedTree(2)).Select(s => s.RenderPristine()).ToArray();
        foreach (var name in new[] { "noise-gaussian-rgb", "blur-gaussian" })
        {
            double Mean(int level) => fresh.Average(s => model.Distance(GradedCatalog.ByName(name).Apply(s, level, new SeededSource(1))));
            Assert.True(fresh.Average(model.Distance) < Mean(3), name);
            Assert.True(Mean(1) < Mean(5), name);
        }

        using var folder = new TemporaryFolder();
        var path = folder.File("niqe.json");
        model.Save(path);
        Assert.Equal(model.Distance(fresh[0]), NiqeModel.Load(path).Distance(fresh[0]));
        File.WriteAllText(path, "{\"mean\": [1]}");
        Assert.Contains("niqe.json", Assert.Throws<InvalidDataException>(() => NiqeModel.Load(path)).Message);
    }

    [Fact]
    public void Brisque_learns_the_declared_quality_of_scenes()
    {
        static IqaImage[] Scenes(int count, int seed) => [.. SceneSet.Create(count, 112, new SeedTree((ulong)seed)).Select(s =>
        {
            var damaged = s.Render();
            return new IqaImage(s.Id, () => damaged.Image, damaged.Quality);
        })];
        var test = Scenes(80, 6);
        var model = BrisqueModel.Train(Scenes(240, 5), new SeededSource(1));
        var result = BaselineResult.Of("BRISQUE", model.Predict(test), test, new SeedTree(1));
        Assert.True(result.SrccInterval!.Value.Low > 0.3, $"SRCC {result.Srcc}, {result.SrccInterval}");
        Assert.True(result.PlccInterval!.Value.Contains(result.Plcc!.Value));
    }

    [Fact]
    public void Training_without_scores_is_refused_by_name()
    {
        var image = new IqaImage("bare.png", () => throw new InvalidOperationException());
        Assert.Contains("bare.png", Assert.Throws<ArgumentException>(() => BrisqueModel.Train([image], new SeededSource(1))).Message);
        Assert.Contains("bare.png", Assert.Throws<ArgumentException>(() => BaselineResult.Of("x", [1], [image], new SeedTree(1))).Message);
    }

    [Fact]
    public void A_picture_that_is_too_small_is_named()
    {
        IqaImage[] small = [new("tiny.png", () => new EvoQuality.Imaging.RgbImage(80, 60))];
        Assert.StartsWith("tiny.png: ", Assert.Throws<ArgumentException>(() => NiqeModel.Fit(small, cancel: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }
}

using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Evaluation.Baselines;

/// <summary>
/// Ridge regression on a Gaussian kernel, k(x, x') = exp(-width |x - x'|² / d) of d standardised features: the smooth relative of the
/// support vector regression that BRISQUE is published with, solved in closed form.
/// </summary>
public sealed class KernelRidge
{
    private const int Folds = 5;
    private static readonly double[] Widths = [0.25, 0.5, 1, 2];
    private static readonly double[] Ridges = [0.01, 0.03, 0.1, 0.3, 1];

    private readonly double[] _centre;
    private readonly double[] _spread;
    private readonly double[][] _rows;
    private readonly double[] _weights;
    private readonly double _offset;

    private KernelRidge(IReadOnlyList<double[]> features, double[] targets, double width, double ridge)
    {
        (Width, Ridge, _offset) = (width, ridge, targets.Average());
        (_centre, _spread) = Scale(features);
        _rows = [.. features.Select(Standardised)];
        _weights = Solve(_rows, [.. targets.Select(t => t - _offset)], width, ridge);
    }

    /// <summary>Width of the kernel.</summary>
    public double Width { get; }

    /// <summary>What is added to the kernel's diagonal.</summary>
    public double Ridge { get; }

    /// <summary>Fits with given settings.</summary>
    /// <param name="features">(n, d) rows.</param>
    /// <param name="targets">(n).</param>
    /// <param name="width">Above 0.</param>
    /// <param name="ridge">Above 0.</param>
    public static KernelRidge Fit(IReadOnlyList<double[]> features, IReadOnlyList<double> targets, double width, double ridge)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ridge);
        if (features.Count != targets.Count || features.Count < 2)
            throw new ArgumentException($"Expected two or more rows with a target each, found {features.Count} rows and {targets.Count} targets.", nameof(targets));
        return new KernelRidge(features, [.. targets], width, ridge);
    }

    /// <summary>
    /// Fits with the width and ridge that have the least squared error in five folds of these rows; nothing else is looked at.
    /// </summary>
    /// <param name="features">(n, d) rows, ten or more.</param>
    /// <param name="targets">(n).</param>
    /// <param name="source">Deals the rows to the folds.</param>
    public static KernelRidge Choose(IReadOnlyList<double[]> features, IReadOnlyList<double> targets, SeededSource source)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(source);
        if (features.Count < 2 * Folds)
            throw new ArgumentException($"Expected {2 * Folds} rows or more for {Folds} folds, found {features.Count}.", nameof(features));
        int[] order = [.. Enumerable.Range(0, features.Count)];
        source.Shuffle(order);
        var best = (from width in Widths from ridge in Ridges select (width, ridge)).MinBy(pair => Error(pair.width, pair.ridge));
        return Fit(features, targets, best.width, best.ridge);

        double Error(double width, double ridge) => Enumerable.Range(0, Folds).Sum(fold =>
        {
            int[] held = [.. order.Where((_, i) => i % Folds == fold)], kept = [.. order.Where((_, i) => i % Folds != fold)];
            var model = Fit([.. kept.Select(i => features[i])], [.. kept.Select(i => targets[i])], width, ridge);
            return model.Predict([.. held.Select(i => features[i])]).Zip(held, (p, i) => (p - targets[i]) * (p - targets[i])).Sum();
        });
    }

    /// <summary>(m) predictions for (m, d) rows.</summary>
    public IReadOnlyList<double> Predict(IReadOnlyList<double[]> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Count == 0) return [];
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var kernel = Kernel(Matrix([.. features.Select(Standardised)]), Matrix(_rows), Width); // (m, n)
        return kernel.mv(tensor(_weights)).Plus(_offset).data<double>().ToArray();
    }

    private static double[] Solve(double[][] rows, double[] targets, double width, double ridge)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var x = Matrix(rows);
        var system = Kernel(x, x, width).Plus(eye(rows.Length, dtype: ScalarType.Float64).Times(ridge)); // (n, n)
        return cholesky_solve(tensor(targets).unsqueeze(1), linalg.cholesky(system)).data<double>().ToArray();
    }

    private static Tensor Kernel(Tensor a, Tensor b, double width) =>
        cdist(a, b).square().Times(-width / a.shape[1]).exp();

    private static Tensor Matrix(double[][] rows) =>
        tensor(rows.SelectMany(r => r).ToArray()).reshape(rows.Length, rows[0].Length);

    private double[] Standardised(double[] row) => [.. row.Select((v, i) => (v - _centre[i]) / _spread[i])];

    private static (double[] Centre, double[] Spread) Scale(IReadOnlyList<double[]> features)
    {
        var d = features[0].Length;
        double[] centre = [.. Enumerable.Range(0, d).Select(i => features.Average(r => r[i]))];
        double[] spread = [.. Enumerable.Range(0, d).Select(i => Math.Sqrt(features.Average(r => (r[i] - centre[i]) * (r[i] - centre[i]))))];
        return (centre, [.. spread.Select(s => s > 0 ? s : 1)]); // a constant feature says nothing
    }
}

using MathNet.Numerics;

namespace EvoQuality.Imaging.NaturalStatistics;

/// <summary>
/// Shapes of the generalized Gaussian exp(-|x|^shape) matched by moments (Sharifi and Leon-Garcia 1995), on the grid 0.2, 0.201 … 10
/// of the published code of BRISQUE and NIQE.
/// </summary>
internal static class GeneralizedGaussian
{
    private const double First = 0.2;
    private const double Step = 0.001;

    /// <summary>E|x|² / E x² for each shape of the grid, Γ(2/a)² / (Γ(1/a) Γ(3/a)): rises with the shape.</summary>
    private static readonly double[] Ratios = [.. Enumerable.Range(0, 9801).Select(i => RatioOf(First + (i * Step)))];

    /// <summary>Shape and variance of numbers that are symmetric about 0.</summary>
    /// <remarks>Without any spread the shape is the largest: the published formula divides 0 by 0 there.</remarks>
    public static (double Shape, double Variance) Fit(ReadOnlySpan<double> values)
    {
        double squares = 0, sizes = 0;
        foreach (var value in values) (squares, sizes) = (squares + (value * value), sizes + Math.Abs(value));
        var (variance, size) = (squares / values.Length, sizes / values.Length);

        // The published code searches in 1 / ratio.
        return (variance > 0 ? Nearest(size * size / variance, r => 1 / r) : Largest, variance);
    }

    /// <summary>Shape, and the deviations left and right of 0, of numbers that may lean (asymmetric; Lasmar et al. 2009).</summary>
    public static AsymmetricFit FitAsymmetric(ReadOnlySpan<double> values)
    {
        double leftSquares = 0, rightSquares = 0, squares = 0, sizes = 0;
        int left = 0, right = 0;
        foreach (var value in values)
        {
            var square = value * value;
            (squares, sizes) = (squares + square, sizes + Math.Abs(value));
            if (value < 0) (leftSquares, left) = (leftSquares + square, left + 1);
            if (value > 0) (rightSquares, right) = (rightSquares + square, right + 1);
        }

        if (left == 0 || right == 0) return new AsymmetricFit(Largest, Deviation(leftSquares, left), Deviation(rightSquares, right));
        var (below, above) = (Deviation(leftSquares, left), Deviation(rightSquares, right));
        var lean = below / above;
        var ratio = sizes / values.Length * (sizes / values.Length) / (squares / values.Length);
        ratio *= ((lean * lean * lean) + 1) * (lean + 1) / (((lean * lean) + 1) * ((lean * lean) + 1));
        return new AsymmetricFit(Nearest(ratio, r => r), below, above);
    }

    private static double Largest => First + ((Ratios.Length - 1) * Step);

    private static double Deviation(double squares, int count) => count == 0 ? 0 : Math.Sqrt(squares / count);

    /// <summary>The shape of the grid whose ratio is nearest, seen through a monotone scale.</summary>
    private static double Nearest(double ratio, Func<double, double> scale)
    {
        var at = Array.BinarySearch(Ratios, ratio);
        if (at < 0) at = ~at;
        if (at == Ratios.Length) at--;
        if (at > 0 && Math.Abs(scale(Ratios[at - 1]) - scale(ratio)) <= Math.Abs(scale(Ratios[at]) - scale(ratio))) at--;
        return First + (at * Step);
    }

    private static double RatioOf(double shape) => Math.Exp(
        (2 * SpecialFunctions.GammaLn(2 / shape)) - SpecialFunctions.GammaLn(1 / shape) - SpecialFunctions.GammaLn(3 / shape));
}

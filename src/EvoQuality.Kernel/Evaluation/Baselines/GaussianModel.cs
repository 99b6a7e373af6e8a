using MathNet.Numerics.LinearAlgebra;

namespace EvoQuality.Evaluation.Baselines;

/// <summary>A multivariate normal distribution, estimated from rows of features.</summary>
/// <param name="Mean">(d) mean.</param>
/// <param name="Covariance">(d, d) covariance over n - 1; zero for a single row.</param>
internal sealed record GaussianModel(double[] Mean, double[][] Covariance)
{
    /// <summary>Mean and covariance of n rows of d features.</summary>
    public static GaussianModel Of(IReadOnlyList<double[]> rows)
    {
        var d = rows[0].Length;
        var mean = new double[d];
        foreach (var row in rows)
            for (var i = 0; i < d; i++) mean[i] += row[i] / rows.Count;
        var covariance = Enumerable.Range(0, d).Select(_ => new double[d]).ToArray();
        if (rows.Count < 2) return new GaussianModel(mean, covariance);
        foreach (var row in rows)
            for (var i = 0; i < d; i++)
                for (var j = 0; j < d; j++) covariance[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]) / (rows.Count - 1);
        return new GaussianModel(mean, covariance);
    }

    /// <summary>NIQE's distance: sqrt((m - m')ᵀ ((S + S') / 2)⁺ (m - m')), with the pseudo-inverse, because S' is mostly singular.</summary>
    public double Distance(GaussianModel other)
    {
        var difference = Vector<double>.Build.DenseOfArray(Mean) - Vector<double>.Build.DenseOfArray(other.Mean);
        var pooled = (Matrix<double>.Build.DenseOfRowArrays(Covariance) + Matrix<double>.Build.DenseOfRowArrays(other.Covariance)) / 2;
        return Math.Sqrt(Math.Max(0, difference * (pooled.PseudoInverse() * difference)));
    }
}

namespace EvoQuality.Statistics;

/// <summary>
/// Least squares by Levenberg-Marquardt with Marquardt's scaling and Nielsen's damping (Madsen, Nielsen, Tingleff 2004,
/// algorithm 3.16), for curves of four or five parameters: the normal equations are that small.
/// </summary>
internal static class LevenbergMarquardt
{
    private const int MaxSteps = 2000;
    private const double StandsStill = 1e-13; // relative fall of the squared error, and relative length of a step
    private const int StillSteps = 3;

    /// <summary>Parameters where the weighted squared error stands still, that error, and whether it does.</summary>
    public static (double[] Parameters, double SquaredError, bool Converged) Minimise(
        LogisticForm form, double[] start, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        var size = start.Length;
        var (at, next, step) = ((double[])start.Clone(), new double[size], new double[size]);
        var (matrix, gradient, scale, work) = (new double[size * size], new double[size], new double[size], new double[size * size]);
        var error = Equations(form, at, x, y, weights, matrix, gradient);
        var (damping, growth, still) = (1e-3, 2.0, 0);
        for (var n = 0; n < MaxSteps; n++)
        {
            for (var i = 0; i < size; i++) scale[i] = Math.Max(scale[i], matrix[(i * size) + i]);
            if (!Solve(matrix, gradient, scale, damping, work, step))
            {
                (damping, growth) = (damping * growth, growth * 2);
                continue;
            }

            for (var i = 0; i < size; i++) next[i] = at[i] + step[i];
            var tried = SquaredError(form, next, x, y, weights);
            var promised = 0.0; // what the linear model says the error falls by
            for (var i = 0; i < size; i++) promised += step[i] * ((damping * Scale(scale[i]) * step[i]) + gradient[i]);
            if (tried < error && double.IsFinite(tried))
            {
                var gain = (error - tried) / promised;
                still = error - tried <= StandsStill * error ? still + 1 : 0;
                next.CopyTo(at, 0);
                error = Equations(form, at, x, y, weights, matrix, gradient);
                damping *= Math.Max(1.0 / 3, 1 - Math.Pow((2 * gain) - 1, 3));
                growth = 2;
                if (still == StillSteps || error == 0) return (at, error, true);
            }
            else
            {
                if (promised <= StandsStill * error || IsTiny(step, at)) return (at, error, true);
                (damping, growth) = (damping * growth, growth * 2);
                if (!double.IsFinite(damping)) return (at, error, true); // no direction leads down
            }
        }

        return (at, error, false);
    }

    private static double Scale(double squares) => squares > 0 ? squares : 1;

    private static bool IsTiny(double[] step, double[] at)
    {
        for (var i = 0; i < step.Length; i++)
            if (Math.Abs(step[i]) > 1e-15 * (Math.Abs(at[i]) + 1e-15)) return false;
        return true;
    }

    /// <summary>Fills J'WJ and J'Wr (r = y - curve); returns r'Wr.</summary>
    private static double Equations(
        LogisticForm form, double[] b, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> weights,
        double[] matrix, double[] gradient)
    {
        var size = b.Length;
        Span<double> slope = stackalloc double[size];
        Array.Clear(matrix);
        Array.Clear(gradient);
        var error = 0.0;
        for (var n = 0; n < x.Length; n++)
        {
            if (weights[n] == 0) continue;
            var rest = y[n] - LogisticCurve.At(form, b, x[n], slope);
            error += weights[n] * rest * rest;
            for (var i = 0; i < size; i++)
            {
                var weighted = weights[n] * slope[i];
                gradient[i] += weighted * rest;
                for (var j = 0; j <= i; j++) matrix[(i * size) + j] += weighted * slope[j];
            }
        }

        return error;
    }

    private static double SquaredError(
        LogisticForm form, double[] b, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        var error = 0.0;
        for (var n = 0; n < x.Length; n++)
        {
            if (weights[n] == 0) continue;
            var rest = y[n] - LogisticCurve.At(form, b, x[n]);
            error += weights[n] * rest * rest;
        }

        return error;
    }

    /// <summary>Solves (matrix + damping * scale) step = gradient by Cholesky; false where that is not positive definite.</summary>
    private static bool Solve(double[] matrix, double[] gradient, double[] scale, double damping, double[] work, double[] step)
    {
        var size = gradient.Length;
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[(i * size) + j] + (i == j ? damping * Scale(scale[i]) : 0);
                for (var k = 0; k < j; k++) sum -= work[(i * size) + k] * work[(j * size) + k];
                if (i != j) work[(i * size) + j] = sum / work[(j * size) + j];
                else if (sum > 0 && double.IsFinite(sum)) work[(i * size) + i] = Math.Sqrt(sum);
                else return false;
            }
        }

        for (var i = 0; i < size; i++)
        {
            step[i] = gradient[i];
            for (var k = 0; k < i; k++) step[i] -= work[(i * size) + k] * step[k];
            step[i] /= work[(i * size) + i];
        }

        for (var i = size - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < size; k++) step[i] -= work[(k * size) + i] * step[k];
            step[i] /= work[(i * size) + i];
        }

        return true;
    }
}

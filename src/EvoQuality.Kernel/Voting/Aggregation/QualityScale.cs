using EvoQuality.Statistics;
using static TorchSharp.torch;

namespace EvoQuality.Voting.Aggregation;

/// <summary>
/// Scores of images from votes on pairs, by maximum likelihood under a choice model with a normal prior (the mode of the posterior),
/// with the covariance of the normal distribution that fits the posterior there (the inverse of the Hessian).
/// </summary>
public sealed class QualityScale
{
    private const int MostSteps = 200;
    private const double Converged = 1e-10;

    private readonly double[] _deviations;

    private QualityScale(ScaleOptions options, double[] scores, double[,] covariance) =>
        (Options, Scores, Covariance, _deviations) = (options, scores, covariance, Centred(covariance));

    /// <summary>What the scores were estimated with.</summary>
    public ScaleOptions Options { get; }

    /// <summary>(n) scores about their mean 0, higher is better, in units of the choice model.</summary>
    public IReadOnlyList<double> Scores { get; }

    /// <summary>(n, n) covariance of the posterior before the scores are centred.</summary>
    internal double[,] Covariance { get; }

    /// <summary>Estimates the scores. Pure: the same votes give the same scores.</summary>
    /// <param name="images">n, 2 or more; an image without votes gets the prior's mean and a wide interval.</param>
    /// <param name="votes">Votes on pairs of image numbers below n.</param>
    /// <param name="options">Choice model and prior.</param>
    /// <exception cref="ArgumentException">A pair names an image that is not there.</exception>
    public static QualityScale Fit(int images, IReadOnlyList<PairVotes> votes, ScaleOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 2);
        options ??= new ScaleOptions();
        options.Validate();
        var wins = PairWins.Of(votes);
        if (wins.FirstOrDefault(w => w.Second >= images || w.First < 0) is { Votes: > 0 } stranger)
            throw new ArgumentException($"Expected pairs of {images} images, found the pair {stranger.First}, {stranger.Second}.", nameof(votes));
        var scores = Mode(images, wins, options);
        var covariance = Inverse(Precision(images, wins, options, scores));
        var mean = scores.Average();
        return new QualityScale(options, [.. scores.Select(s => s - mean)], covariance);
    }

    /// <summary>Standard deviation of an image's score about the mean of all.</summary>
    public double Deviation(int image) => _deviations[image];

    /// <summary>Standard deviation of the difference of two scores.</summary>
    public double DeviationOfLead(int first, int second) =>
        Math.Sqrt(Math.Max(0, Covariance[first, first] + Covariance[second, second] - (2 * Covariance[first, second])));

    /// <summary>Interval of an image's score from the normal approximation.</summary>
    /// <param name="image">Number of the image.</param>
    /// <param name="confidence">In (0, 1).</param>
    public Interval IntervalOf(int image, double confidence = 0.95)
    {
        if (confidence is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Confidence must lie inside 0..1, as in 0.95.");
        var reach = Math.Sqrt(2) * MathNet.Numerics.SpecialFunctions.ErfInv(confidence) * Deviation(image);
        return new Interval(Scores[image] - reach, Scores[image] + reach);
    }

    /// <summary>Deviations of s_i - mean(s), for s of the given covariance.</summary>
    private static double[] Centred(double[,] covariance)
    {
        var n = covariance.GetLength(0);
        var rows = new double[n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++) rows[i] += covariance[i, j] / n;
        var all = rows.Average();
        return [.. rows.Select((row, i) => Math.Sqrt(Math.Max(0, covariance[i, i] - (2 * row) + all)))];
    }

    /// <summary>
    /// Newton's method with the linear systems solved by conjugate gradients over the pairs, so that a step costs their number and not
    /// the cube of the images; steps are halved until the (concave) objective rises.
    /// </summary>
    private static double[] Mode(int images, IReadOnlyList<PairWins> wins, ScaleOptions options)
    {
        var scores = new double[images];
        var value = Objective(scores, wins, options);
        for (var step = 0; step < MostSteps; step++)
        {
            var gradient = new double[images];
            var weights = new double[wins.Count];
            for (var i = 0; i < images; i++) gradient[i] = -scores[i] / options.PriorDeviation / options.PriorDeviation;
            for (var p = 0; p < weights.Length; p++)
            {
                var (slope, curvature) = Derivatives(wins[p], scores, options.Model);
                gradient[wins[p].First] += slope;
                gradient[wins[p].Second] -= slope;
                weights[p] = -curvature;
            }

            if (gradient.Max(Math.Abs) < Converged) break;
            var direction = Solve(gradient, wins, weights, 1 / options.PriorDeviation / options.PriorDeviation);
            var (length, next, nextValue) = (1.0, scores, double.NegativeInfinity);
            while (nextValue < value && length > 1e-9)
            {
                next = [.. scores.Zip(direction, (s, d) => s + (length * d))];
                nextValue = Objective(next, wins, options);
                length /= 2;
            }

            if (nextValue < value) break; // rounding: no step rises any more
            var moved = next.Zip(scores, (a, b) => Math.Abs(a - b)).Max();
            (scores, value) = (next, nextValue);
            if (moved < Converged) break;
        }

        return scores;
    }

    private static double Objective(double[] scores, IReadOnlyList<PairWins> wins, ScaleOptions options) =>
        wins.Sum(w =>
        {
            var lead = scores[w.First] - scores[w.Second];
            return (w.FirstWins == 0 ? 0 : w.FirstWins * options.Model.LogProbability(lead).Value)
                + (w.SecondWins == 0 ? 0 : w.SecondWins * options.Model.LogProbability(-lead).Value);
        }) - (scores.Sum(s => s * s) / 2 / options.PriorDeviation / options.PriorDeviation);

    private static (double Slope, double Curvature) Derivatives(PairWins w, double[] scores, ChoiceModel model)
    {
        var lead = scores[w.First] - scores[w.Second];
        var (_, won, bent) = model.LogProbability(lead);
        var (_, lost, bentBack) = model.LogProbability(-lead);
        return ((w.FirstWins * won) - (w.SecondWins * lost), (w.FirstWins * bent) + (w.SecondWins * bentBack));
    }

    /// <summary>(prior I + Σ weight (e_i - e_j)(e_i - e_j)ᵀ) x = right, by conjugate gradients.</summary>
    private static double[] Solve(double[] right, IReadOnlyList<PairWins> wins, double[] weights, double prior)
    {
        var x = new double[right.Length];
        var residual = (double[])right.Clone();
        var direction = (double[])right.Clone();
        var norm = Dot(residual, residual);
        var enough = 1e-24 * norm;
        for (var k = 0; k < 4 * right.Length && norm > enough; k++)
        {
            double[] image = [.. direction.Select(d => prior * d)];
            for (var p = 0; p < weights.Length; p++)
            {
                var pull = weights[p] * (direction[wins[p].First] - direction[wins[p].Second]);
                image[wins[p].First] += pull;
                image[wins[p].Second] -= pull;
            }

            var length = norm / Dot(direction, image);
            for (var i = 0; i < x.Length; i++) (x[i], residual[i]) = (x[i] + (length * direction[i]), residual[i] - (length * image[i]));
            var next = Dot(residual, residual);
            for (var i = 0; i < x.Length; i++) direction[i] = residual[i] + (next / norm * direction[i]);
            norm = next;
        }

        return x;
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static double[,] Precision(int images, IReadOnlyList<PairWins> wins, ScaleOptions options, double[] scores)
    {
        var precision = new double[images, images];
        for (var i = 0; i < images; i++) precision[i, i] = 1 / options.PriorDeviation / options.PriorDeviation;
        foreach (var w in wins)
        {
            var weight = -Derivatives(w, scores, options.Model).Curvature;
            precision[w.First, w.First] += weight;
            precision[w.Second, w.Second] += weight;
            precision[w.First, w.Second] -= weight;
            precision[w.Second, w.First] -= weight;
        }

        return precision;
    }

    internal static double[,] Inverse(double[,] matrix)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var n = matrix.GetLength(0);
        var values = cholesky_inverse(linalg.cholesky(tensor(matrix))).data<double>().ToArray();
        var inverse = new double[n, n];
        Buffer.BlockCopy(values, 0, inverse, 0, values.Length * sizeof(double));
        return inverse;
    }
}

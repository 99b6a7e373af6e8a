using EvoQuality.Statistics;

namespace EvoQuality.Voting.Aggregation;

/// <summary>Probability that one image is chosen over another, as a function of the difference of their scores.</summary>
public abstract class ChoiceModel
{
    /// <summary>
    /// Thurstone (1927), case V: each look adds normal noise of deviation 1 to a score, so P = Φ(d / √2). A score is in units of that
    /// noise; 0.954 of them are one JOD (75 % of the votes).
    /// </summary>
    public static ChoiceModel Thurstone { get; } = new ThurstoneChoice();

    /// <summary>Bradley and Terry (1952): P = 1 / (1 + exp(-d)). A score is the logarithm of a worth.</summary>
    public static ChoiceModel BradleyTerry { get; } = new BradleyTerryChoice();

    /// <summary>What tables call it.</summary>
    public abstract string Name { get; }

    /// <summary>Probability that the image with the higher number is chosen, for its lead d.</summary>
    public abstract double Probability(double lead);

    /// <summary>ln P(d) with its first two derivatives; concave.</summary>
    internal abstract (double Value, double Slope, double Curvature) LogProbability(double lead);

    /// <summary>Fisher information about d in one vote: P'(d)² / (P (1 - P)).</summary>
    internal double Information(double lead)
    {
        var (_, won, _) = LogProbability(lead);
        var (_, lost, _) = LogProbability(-lead);
        return won * lost; // (P'/P)(P'/(1-P))
    }

    private sealed class ThurstoneChoice : ChoiceModel
    {
        private static readonly double Root = Math.Sqrt(2);

        public override string Name => "Thurstone V";

        public override double Probability(double lead) => Normal.Cdf(lead / Root);

        internal override (double Value, double Slope, double Curvature) LogProbability(double lead)
        {
            var z = lead / Root;
            var cdf = Normal.Cdf(z);

            // Far below, Φ(z) ≈ φ(z) / |z|: the ratio φ/Φ tends to |z| + 1/|z|.
            var ratio = z > -30 ? Math.Exp(-z * z / 2) / (Math.Sqrt(2 * Math.PI) * cdf) : -z - (1 / z);
            var value = z > -30 ? Math.Log(cdf) : (-z * z / 2) - Math.Log(ratio * Math.Sqrt(2 * Math.PI));
            return (value, ratio / Root, -ratio * (z + ratio) / 2);
        }
    }

    private sealed class BradleyTerryChoice : ChoiceModel
    {
        public override string Name => "Bradley-Terry";

        public override double Probability(double lead) => 1 / (1 + Math.Exp(-lead));

        internal override (double Value, double Slope, double Curvature) LogProbability(double lead)
        {
            var other = Probability(-lead);
            var value = lead > 0 ? -Math.Log(1 + Math.Exp(-lead)) : lead - Math.Log(1 + Math.Exp(lead));
            return (value, other, -other * (1 - other));
        }
    }
}

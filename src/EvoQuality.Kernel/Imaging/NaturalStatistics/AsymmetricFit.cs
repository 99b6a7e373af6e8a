using MathNet.Numerics;

namespace EvoQuality.Imaging.NaturalStatistics;

/// <summary>An asymmetric generalized Gaussian.</summary>
/// <param name="Shape">0.2 to 10; 2 is normal.</param>
/// <param name="Left">Root mean square of the negative values.</param>
/// <param name="Right">Root mean square of the positive values.</param>
internal readonly record struct AsymmetricFit(double Shape, double Left, double Right)
{
    /// <summary>sqrt(Γ(1/a) / Γ(3/a)): a scale is a deviation times this.</summary>
    private double ScaleOfDeviation =>
        Math.Exp((SpecialFunctions.GammaLn(1 / Shape) - SpecialFunctions.GammaLn(3 / Shape)) / 2);

    private double MeanOfScale => Math.Exp(SpecialFunctions.GammaLn(2 / Shape) - SpecialFunctions.GammaLn(1 / Shape));

    /// <summary>Scale left of 0.</summary>
    public double LeftScale => Left * ScaleOfDeviation;

    /// <summary>Scale right of 0.</summary>
    public double RightScale => Right * ScaleOfDeviation;

    /// <summary>(right scale - left scale) Γ(2/a) / Γ(1/a).</summary>
    public double Mean => (RightScale - LeftScale) * MeanOfScale;
}

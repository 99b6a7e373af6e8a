namespace EvoQuality.Imaging.Distortions;

/// <summary>
/// A distortion's parameter as a function of severity: straight lines through its value at 0, 0.2 … 1.0.
/// </summary>
internal sealed class SeverityLaw(params double[] values)
{
    /// <summary>The parameter at a severity in [0, 1].</summary>
    public double At(double severity)
    {
        var position = severity * (values.Length - 1);
        var left = Math.Min((int)position, values.Length - 2);
        return values[left] + ((position - left) * (values[left + 1] - values[left]));
    }
}

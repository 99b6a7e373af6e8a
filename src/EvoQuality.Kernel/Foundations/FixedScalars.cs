using TorchSharp;

namespace EvoQuality.Foundations;

/// <summary>
/// Scalars that live as long as the program. A number given to TorchSharp directly becomes an object that nothing holds
/// during the native call: a collection in that time frees it, and the call fails or reads another value (decision 0016).
/// The compiler refuses such numbers in this library.
/// </summary>
internal static class FixedScalars
{
    public static readonly Scalar Zero = 0.ToScalar();

    /// <summary>The factor that additions take.</summary>
    public static readonly Scalar One = 1.ToScalar();

    public static readonly Scalar PositiveInfinity = float.PositiveInfinity.ToScalar();

    public static readonly Scalar NegativeInfinity = float.NegativeInfinity.ToScalar();
}

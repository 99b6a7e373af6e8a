using TorchSharp;

namespace EvoQuality.Foundations;

/// <summary>
/// Scalars that live as long as the program, for torch functions that work before they look at their value. A number given
/// to TorchSharp directly becomes an object that nothing holds during the native call: a collection in that time frees it,
/// and the call fails or reads another value. Seen with <c>masked_fill</c>, which copies its tensor first, and with <c>+</c>,
/// whose factor 1 is such a number.
/// </summary>
internal static class FixedScalars
{
    public static readonly Scalar Zero = 0;

    /// <summary>The factor that additions take.</summary>
    public static readonly Scalar One = 1;

    public static readonly Scalar NegativeInfinity = float.NegativeInfinity;
}

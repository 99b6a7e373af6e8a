using static TorchSharp.torch;

namespace EvoQuality.Weights;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Offset">First byte in the file.</param>
/// <param name="Length">Bytes.</param>
public sealed record SafetensorsEntry(ScalarType Type, long[] Shape, long Offset, long Length);

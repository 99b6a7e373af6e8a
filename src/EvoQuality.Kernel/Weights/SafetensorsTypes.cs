using static TorchSharp.torch;

namespace EvoQuality.Weights;

/// <summary>The element types both sides know, by their name in the file format.</summary>
internal static class SafetensorsTypes
{
    private static readonly (string Name, ScalarType Type)[] Known =
    [
        ("F64", ScalarType.Float64), ("F32", ScalarType.Float32), ("F16", ScalarType.Float16), ("BF16", ScalarType.BFloat16),
        ("I64", ScalarType.Int64), ("I32", ScalarType.Int32), ("I16", ScalarType.Int16), ("I8", ScalarType.Int8),
        ("U8", ScalarType.Byte), ("BOOL", ScalarType.Bool),
    ];

    public static ScalarType? FromName(string name) =>
        Known.Where(k => k.Name == name).Select(k => (ScalarType?)k.Type).FirstOrDefault();

    public static string? NameOf(ScalarType type) => Known.Where(k => k.Type == type).Select(k => k.Name).FirstOrDefault();
}

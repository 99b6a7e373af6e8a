using System.Security.Cryptography;
using System.Text.Json;
using EvoQuality.Imaging;

namespace EvoQuality.Kernel.Tests;

/// <summary>Reads Fixtures/images/images.json; its recipe is
/// environment/reference/make_image_fixture.py.</summary>
internal static class ImageFixture
{
    private static readonly JsonElement Root = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "images", "images.json"))).RootElement;

    public static IEnumerable<JsonElement> Cases(string name) => Root.GetProperty(name).EnumerateArray();

    public static RgbImage Source(JsonElement index) => Source(index.GetInt32());

    public static RgbImage Source(int index) => ImageCodec.Decode(Root.GetProperty("sources")[index].GetBytesFromBase64(), $"source {index}");

    public static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

using System.Text.Json;
using EvoQuality.Imaging;

namespace EvoQuality.Kernel.Tests;

/// <summary>Small picture files: Fixtures/images/codec.json of environment/reference/make_codec_fixture.py.</summary>
internal static class ImageFixture
{
    private static readonly JsonElement[] Root = [.. JsonDocument.Parse(
        System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "images", "codec.json"))).RootElement
        .GetProperty("decode").EnumerateArray()];

    /// <summary>Each file's name, its bytes and the picture that transformers' load_image takes from it.</summary>
    public static IEnumerable<(string Name, byte[] File, RgbImage Picture)> Cases() => Root.Select(one => (
        one.GetProperty("name").GetString()!,
        one.GetProperty("file").GetBytesFromBase64(),
        new RgbImage(one.GetProperty("width").GetInt32(), one.GetProperty("height").GetInt32(), one.GetProperty("rgb").GetBytesFromBase64())));

    /// <summary>The bytes of one of the files.</summary>
    public static byte[] File(string name) => Cases().Single(one => one.Name == name).File;
}

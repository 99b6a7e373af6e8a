using System.Text.Json;
using EvoQuality.Imaging;

namespace EvoQuality.Kernel.Tests;

public sealed class ImageProcessorOptionsTests : IDisposable
{
    private const string Rest =
        "\"patch_size\": 14, \"temporal_patch_size\": 2, \"merge_size\": 2, \"image_mean\": [0.5, 0.5, 0.5], \"image_std\": [0.2, 0.2, 0.2]";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_saved_is_loaded()
    {
        var saved = new ImageProcessorOptions { MinPixels = 784, MaxPixels = 50_176, Mean = [0.1, 0.2, 0.3], Std = [0.4, 0.5, 0.6] };
        var path = _folder.File("preprocessor_config.json");
        saved.Save(path);
        Assert.Equivalent(saved, ImageProcessorOptions.Load(path));

        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        Assert.Equal("Qwen2VLImageProcessor", json.RootElement.GetProperty("image_processor_type").GetString());
        Assert.Equal(3, json.RootElement.GetProperty("resample").GetInt32());
        Assert.Equal(50_176, json.RootElement.GetProperty("size").GetProperty("longest_edge").GetInt32());
    }

    [Fact]
    public void A_folder_without_the_published_file_is_read_from_transformers_joined_one()
    {
        File.WriteAllText(
            _folder.File("processor_config.json"),
            $"{{\"image_processor\": {{\"size\": {{\"shortest_edge\": 3136, \"longest_edge\": 50176}}, {Rest}}}, \"processor_class\": \"Qwen2_5_VLProcessor\"}}");
        Assert.Equal(50_176, ImageProcessorOptions.LoadFolder(_folder.Path).MaxPixels);
        new ImageProcessorOptions { MinPixels = 784, MaxPixels = 1568 }.Save(_folder.File("preprocessor_config.json"));
        Assert.Equal(1568, ImageProcessorOptions.LoadFolder(_folder.Path).MaxPixels); // the published one wins
        using var empty = new TemporaryFolder();
        Assert.Contains("expected a preprocessor_config.json", Assert.Throws<FileNotFoundException>(() => ImageProcessorOptions.LoadFolder(empty.Path)).Message);
    }

    [Fact]
    public void Limits_may_be_spelled_as_size()
    {
        var options = Load($"{{\"size\": {{\"shortest_edge\": 3136, \"longest_edge\": 100352}}, {Rest}}}");
        Assert.Equal((3136, 100_352), (options.MinPixels, options.MaxPixels));
    }

    [Fact]
    public void Min_and_max_pixels_win_over_size_as_in_transformers() =>
        Assert.Equal(200, Load($"{{\"min_pixels\": 100, \"max_pixels\": 200, \"size\": {{\"shortest_edge\": 1, \"longest_edge\": 2}}, {Rest}}}").MaxPixels);

    [Theory]
    [InlineData("{\"min_pixels\": 3136, REST}", "key 'max_pixels': expected a whole number, found nothing")]
    [InlineData("{\"min_pixels\": 3136, \"max_pixels\": \"many\", REST}", "key 'max_pixels': expected a whole number, found \"many\"")]
    [InlineData("{\"min_pixels\": 9, \"max_pixels\": 4, REST}", "min_pixels must not exceed max_pixels, found 9 and 4")]
    [InlineData("{\"min_pixels\": 1, \"max_pixels\": 4, \"resample\": 2, REST}", "key 'resample': expected 3 (bicubic), found 2")]
    [InlineData("{\"min_pixels\": 1, \"max_pixels\": 4, \"do_resize\": false, REST}", "key 'do_resize': expected true, found false")]
    [InlineData("{\"min_pixels\": 1, \"max_pixels\": 4, \"image_mean\": [0.5], \"patch_size\": 14, \"temporal_patch_size\": 2, \"merge_size\": 2}", "key 'image_mean': expected 3 numbers, found [0.5]")]
    [InlineData("[1]", "expected a JSON object")]
    [InlineData("{\n\"min_pixels\": ,", "found a fault in line 2")]
    public void Faults_name_the_file_and_the_key(string json, string expected)
    {
        var fault = Assert.Throws<InvalidDataException>(() => Load(json.Replace("REST", Rest)));
        Assert.StartsWith(_folder.File("preprocessor_config.json"), fault.Message);
        Assert.Contains(expected, fault.Message);
    }

    private ImageProcessorOptions Load(string json)
    {
        var path = _folder.File("preprocessor_config.json");
        File.WriteAllText(path, json);
        return ImageProcessorOptions.Load(path);
    }
}

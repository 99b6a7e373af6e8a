using EvoQuality.Tool;

namespace EvoQuality.Notebooks.Tests;

/// <summary>The site of the committed notebooks, exported once by the console.</summary>
public sealed class SiteFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("evo-site-test-");

    /// <summary>Where it lies.</summary>
    public string Folder => _folder.FullName;

    /// <summary>What the console said.</summary>
    public string Output { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await ConsoleApp.RunAsync(["site", Folder, "--notebooks", Repository.PathOrSkip("notebooks")], output, error);
        Assert.True(code == 0, $"{output}{error}");
        Output = output.ToString();
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}

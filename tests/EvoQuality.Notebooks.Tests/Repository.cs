namespace EvoQuality.Notebooks.Tests;

/// <summary>The checkout these tests were built from.</summary>
internal static class Repository
{
    /// <summary>A path from its root; skips the test where the sources are not above the tests.</summary>
    public static string PathOrSkip(params string[] parts)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "EvoQuality.sln"))) root = root.Parent;
        Assert.SkipWhen(root is null, "the sources are not above these tests (no EvoQuality.sln)");
        return Path.Combine([root!.FullName, .. parts]);
    }
}

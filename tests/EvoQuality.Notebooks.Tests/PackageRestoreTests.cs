using System.IO.Compression;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EvoQuality.Notebooks.Tests;

/// <summary>Packages from a feed in a folder: no network.</summary>
public sealed class PackageRestoreTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public async Task A_package_is_restored_used_with_its_types_and_remembered()
    {
        Feed("Evo.Test.Tiny", "1.2.3", "namespace Evo.Tiny { public static class Answer { public static int Of(int k) => k + 40; } }");
        using (var engine = Engine())
        {
            var result = await Run(engine, "#i \"nuget: feed\"\n#r \"nuget: Evo.Test.Tiny, 1.2.3\"\nusing Evo.Tiny;\nAnswer.Of(2)");
            Assert.True(result.Error is null, result.Error?.Trace);
            Assert.Equal(42, result.Value);
            Assert.Contains("Restoring Evo.Test.Tiny 1.2.3", result.Outputs[0].Text, StringComparison.Ordinal);
            Assert.Equal(43, (await Run(engine, "Answer.Of(3)")).Value);
        }
        Directory.Delete(_scratch.Path("feed"), recursive: true); // from now on only what is remembered
        using var later = Engine();
        var again = await Run(later, "#i \"nuget: feed\"\n#r \"nuget: Evo.Test.Tiny, 1.2.3\"\nEvo.Tiny.Answer.Of(1)");
        Assert.Equal(41, again.Value);
        Assert.Equal("execute_result", Assert.Single(again.Outputs).Kind);
    }

    [Fact]
    public async Task A_package_that_is_not_there_is_named_with_its_line()
    {
        Feed("Evo.Test.Other", "1.0.0", "public class Other;");
        using var engine = Engine();
        var result = await Run(engine, "1;\n#r \"nuget: Evo.Test.Missing, 1.0.0\"");
        Assert.Equal(2, result.Error!.Line);
        Assert.StartsWith("Evo.Test.Missing cannot be restored: NU1101", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_was_not_there_is_missed_again_and_had_once_it_is_there()
    {
        const string Code = "#r \"nuget: Evo.Test.Late, 1.0.0\"\nLate.Answer";
        Feed("Evo.Test.Other", "1.0.0", "public class Other;");
        for (var time = 0; time < 2; time++)
        {
            using var engine = Engine();
            var error = (await Run(engine, Code)).Error!;
            Assert.StartsWith("Evo.Test.Late cannot be restored: NU1101", error.Message, StringComparison.Ordinal);
        }
        Feed("Evo.Test.Late", "1.0.0", "public static class Late { public static int Answer => 42; }");
        using var later = Engine();
        Assert.Equal(42, (await Run(later, Code)).Value);
    }

    [Fact]
    public async Task A_folder_of_packages_that_cannot_be_written_is_named()
    {
        File.WriteAllText(_scratch.Path("file"), "");
        using var engine = new CSharpEngine(_scratch.Folder, _scratch.Path("run"), _scratch.Path("file"));
        var result = await Run(engine, "#r \"nuget: Evo.Test.Missing, 1.0.0\"");
        Assert.Contains($"cannot write to {_scratch.Path("file")}", result.Error!.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _scratch.Dispose();

    private static Task<CellResult> Run(CSharpEngine engine, string code) => engine.RunAsync(code, TestContext.Current.CancellationToken);

    private CSharpEngine Engine() => new(_scratch.Folder, _scratch.Path("run"), _scratch.Path("cache"));

    // A package of one assembly, in a feed that NuGet's settings beside the notebook name as the only one.
    private void Feed(string id, string version, string source)
    {
        Directory.CreateDirectory(_scratch.Path("feed"));
        File.WriteAllText(_scratch.Path("nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{_scratch.Path("packages")}" /></config>
              <packageSources><clear /><add key="feed" value="feed" /></packageSources>
            </configuration>
            """);
        using var package = ZipFile.Open(_scratch.Path($"feed/{id}.{version}.nupkg"), ZipArchiveMode.Create);
        using (var manifest = new StreamWriter(package.CreateEntry($"{id}.nuspec").Open()))
        {
            manifest.Write($"""
                <?xml version="1.0"?>
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
                <id>{id}</id><version>{version}</version><authors>test</authors><description>test</description>
                <dependencies><group targetFramework="net8.0" /></dependencies>
                </metadata></package>
                """);
        }
        using var assembly = package.CreateEntry($"lib/net8.0/{id}.dll").Open();
        var compilation = CSharpCompilation.Create(
            id, [CSharpSyntaxTree.ParseText(source)], [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.True(compilation.Emit(assembly).Success);
    }
}

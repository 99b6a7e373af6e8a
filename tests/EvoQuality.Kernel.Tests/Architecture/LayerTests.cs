using System.Text.RegularExpressions;

namespace EvoQuality.Kernel.Tests;

/// <summary>In the library a folder is a namespace is a layer; arrows point to what a reader has met before.</summary>
public partial class LayerTests
{
    /// <summary>What each layer may use directly. What these use it may use too, unless <see cref="Barred"/> says no.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Foundations"] = [],
        ["Statistics"] = ["Foundations"],
        ["Imaging"] = ["Foundations"],
        ["Datasets"] = ["Imaging"],
        ["Language"] = ["Foundations"],
        ["Weights"] = ["Foundations"],
        ["Qwen25VL"] = ["Weights", "Imaging", "Language"],
        ["Generation"] = ["Qwen25VL", "Datasets", "Statistics"],
        ["Certification"] = ["Generation"],
        ["Voting"] = ["Generation", "Datasets"],
        ["Rewards"] = ["Statistics", "Voting"], // the normal distribution; the preference type
        ["Grpo"] = ["Generation"],
        ["Planning"] = ["Grpo", "Qwen25VL", "Imaging"],
        ["Evolution"] = ["Statistics", "Datasets", "Generation", "Voting", "Rewards", "Grpo", "Evaluation"],
        ["Evaluation"] = ["Generation", "Datasets", "Statistics", "Voting"],
        ["Handoff"] = ["Evolution"],
        ["Presentation"] = ["Evolution", "Evaluation", "Planning"],
    };

    /// <summary>Rewards are mathematics: they need neither a model nor a data set.</summary>
    private static readonly Dictionary<string, string[]> Barred = new()
    {
        ["Rewards"] = ["Imaging", "Datasets", "Language", "Weights", "Qwen25VL", "Generation"],
    };

    [Fact]
    public void Every_folder_is_a_known_layer() =>
        Assert.Empty(Sources().Select(source => source.Layer).Distinct().Except(Arrows.Keys));

    [Fact]
    public void Every_file_has_the_namespace_of_its_folder() =>
        Assert.Empty(from source in Sources()
                     let expected = Path.GetDirectoryName(source.Path)!.Replace(Path.DirectorySeparatorChar, '.')
                     where !$"\n{source.Text}".Contains($"\nnamespace EvoQuality.{expected};\n", StringComparison.Ordinal)
                     select $"{source.Path} is not in EvoQuality.{expected}");

    [Fact]
    public void Layers_use_only_the_layers_below_them() =>
        Assert.Empty(from source in Sources()
                     from used in Used(source.Text)
                     where used != source.Layer && !Allowed(source.Layer).Contains(used)
                     select $"{source.Path} uses {used}");

    [Fact]
    public void The_table_has_no_circle() =>
        Assert.All(Arrows.Keys, layer => Assert.DoesNotContain(layer, Allowed(layer)));

    [Theory]
    [InlineData("using EvoQuality.Voting;")]
    [InlineData("using static EvoQuality.Voting.MajorityVote;")]
    [InlineData("    var p = EvoQuality.Voting.MajorityVote.Decide(t);")]
    public void A_use_is_seen_however_it_is_written(string line) => Assert.Equal(["Voting"], Used($"namespace X;\n{line}\n"));

    private static HashSet<string> Allowed(string layer)
    {
        var allowed = new HashSet<string>();
        var next = new Queue<string>(Arrows[layer]);
        while (next.TryDequeue(out var used))
            if (!Barred.GetValueOrDefault(layer, []).Contains(used) && allowed.Add(used))
                foreach (var further in Arrows[used]) next.Enqueue(further);
        return allowed;
    }

    private static IEnumerable<string> Used(string text) =>
        Reference().Matches(text).Select(match => match.Groups[1].Value).Distinct();

    private static IEnumerable<(string Layer, string Path, string Text)> Sources()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "EvoQuality.sln"))) root = root.Parent;
        Assert.SkipWhen(root is null, "the sources are not beside these tests (no EvoQuality.sln above them)");
        var kernel = Path.Combine(root!.FullName, "src", "EvoQuality.Kernel");
        return from layer in Directory.EnumerateDirectories(kernel).Select(folder => Path.GetFileName(folder)!)
               where layer is not ("bin" or "obj")
               from file in Directory.EnumerateFiles(Path.Combine(kernel, layer), "*.cs", SearchOption.AllDirectories)
               select (layer, Path.GetRelativePath(kernel, file), File.ReadAllText(file));
    }

    // Comments and the file's own namespace line do not count.
    [GeneratedRegex(@"^(?!\s*//)(?!namespace ).*?\bEvoQuality\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Reference();
}

using System.CommandLine;
using System.Text.Json;
using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Imaging;
using EvoQuality.Imaging.Scenes;
using EvoQuality.Language;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>greedy FOLDER</c>: writes generated scenes as PNG with the policy's greedy tokens for both questions and styles.
/// <c>environment/reference/check_pocket.py</c> then asks transformers the same of the same files.
/// </summary>
public static class GreedyCommand
{
    private const int Scenes = 6;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "Where the pictures and greedy.json go." };
        var policy = new Option<string?>("--policy") { Description = "Model folder; default the shipped pocket policy." };
        var command = new Command("greedy", "Greedy tokens of a policy on generated scenes, for a comparison with transformers.") { folder, policy };
        command.SetAction(p => Run(p.GetRequiredValue(folder), p.GetValue(policy) ?? PocketPolicy.Folder));
        return command;
    }

    private static void Run(string folder, string policyFolder)
    {
        using var policy = QwenPolicy.Load(policyFolder);
        Directory.CreateDirectory(folder);
        var images = new List<IqaImage>();
        foreach (var scene in SceneSet.Create(Scenes, 224, new SeedTree(7)))
        {
            var path = Path.Combine(folder, scene.Id + ".png");
            AtomicFile.WriteAllBytes(path, ImageCodec.EncodePng(scene.Render().Image));
            images.Add(IqaImage.FromFile(path));
        }

        var cases = new List<object>();
        foreach (var style in Enum.GetValues<AnswerStyle>())
        {
            for (var i = 0; i < Scenes; i++)
            {
                cases.Add(Case(policy, [images[i]], style.ScorePrompt()));
                cases.Add(Case(policy, [images[i], images[(i + 1) % Scenes]], style.ComparePrompt()));
            }
        }

        AtomicFile.WriteAllText(Path.Combine(folder, "greedy.json"), JsonSerializer.Serialize(new { cases }));
        Console.WriteLine($"{cases.Count} answers written to {folder}");
    }

    private static object Case(QwenPolicy policy, IReadOnlyList<IqaImage> images, string text)
    {
        var answer = policy.Sample([new Prompt(images, text)], 1, new SamplingOptions { Temperature = 0, MaxNewTokens = 40 }, [new SeedTree(1)])[0][0];
        return new { images = images.Select(i => i.Id), text, ids = answer.TokenIds, answer = answer.Text };
    }
}

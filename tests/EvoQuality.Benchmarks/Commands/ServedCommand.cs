using System.CommandLine;
using System.Text.Json;
using EvoQuality.Benchmarks.Served;
using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Generation.Served;

namespace EvoQuality.Benchmarks.Commands;

/// <summary>
/// <c>served URL MODEL KIND</c>: compares a served checkpoint with the same checkpoint here. One line of JSON; exits with 1 where they
/// differ. <c>environment/reference/check_served.sh</c> starts the servers.
/// </summary>
public static class ServedCommand
{
    private static readonly JsonSerializerOptions OneLine = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var url = new Argument<string>("URL") { Description = "The server, up to /v1." };
        var model = new Argument<string>("MODEL") { Description = "The model's name there." };
        var kind = new Argument<string>("KIND") { Description = $"One of {string.Join(", ", ServerAbilities.All)}." };
        var policy = new Option<string?>("--policy") { Description = "The checkpoint here; default the shipped pocket policy." };
        var pictures = Count("--pictures", 20, "Generated pictures of 224 pixels, 2 or more.");
        var prompts = Count("--prompts", 8, "Comparisons that are sampled.");
        var samples = Count("--samples", 250, "Votes on each.");
        var distributions = Count("--distributions", 4, "Pictures whose score distribution is read.");
        var concurrency = Count("--concurrency", 4, "Requests at once.");
        var top = Count("--top", 20, "Likeliest tokens asked for.");
        var command = new Command("served", "Compare a served checkpoint with the same checkpoint here.")
        {
            url, model, kind, policy, pictures, prompts, samples, distributions, concurrency, top,
        };
        command.SetAction(p =>
        {
            var seed = new SeedTree(8);
            var endpoint = new ServedEndpoint(ServedEndpoint.ParseUrl(p.GetRequiredValue(url)), p.GetRequiredValue(model), ServerAbilities.ByName(p.GetRequiredValue(kind)));
            using var local = QwenPolicy.Load(p.GetValue(policy) ?? PocketPolicy.Folder);
            using var served = ChatClientPolicy.Connect(
                endpoint, new ServedPolicyOptions { Concurrency = p.GetValue(concurrency), TopLogProbs = p.GetValue(top) }, seed.Child("waits"), new Progress<string>(Console.Error.WriteLine));
            var scenes = SceneImages.Create("scenes", p.GetValue(pictures), 224, seed.Child("scenes"));
            var result = ServedParity.Measure(
                local, served, scenes.Images, p.GetValue(prompts), p.GetValue(samples), p.GetValue(distributions), seed.Child("draws"));
            Console.WriteLine(JsonSerializer.Serialize<object>(result, OneLine));
            return result.Passed ? 0 : 1;
        });
        return command;
    }

    private static Option<int> Count(string name, int usual, string description) => new(name) { Description = description, DefaultValueFactory = _ => usual };
}

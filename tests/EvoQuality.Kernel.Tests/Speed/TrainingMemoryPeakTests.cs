using System.Diagnostics;
using System.Text.Json;
using EvoQuality.Qwen25VL;

namespace EvoQuality.Kernel.Tests;

/// <summary>Resident memory is a process's: it is measured in one of its own.</summary>
public class TrainingMemoryPeakTests
{
    [Fact]
    public async Task Layers_computed_again_and_logits_in_chunks_lower_the_measured_peak()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        using var folder = new TemporaryFolder();
        var tiny = TinyPolicy.Config(tied: false);
        var config = tiny with
        {
            Text = tiny.Text with { HiddenSize = 128, IntermediateSize = 256, Layers = 8, VocabularySize = 16_384, MRopeSections = [4, 6, 6] },
            Vision = tiny.Vision with { HiddenSize = 64, IntermediateSize = 128, Depth = 6, OutHiddenSize = 128, FullAttentionBlocks = [5] },
        };
        using (var model = new Qwen25VLModel(config))
        {
            model.Initialize(new(1));
            CheckpointFolder.Save(model, folder.Path);
        }

        var line = await Measure(folder.Path);
        double Mib(string name) => line.RootElement.GetProperty(name + "_mib").GetDouble();
        Assert.True(Mib("layers") < 0.7 * Mib("all"), line.RootElement.ToString());
        Assert.True(Mib("layers_chunked") < 0.7 * Mib("layers"), line.RootElement.ToString());
        Assert.True(Mib("all_chunked") < Mib("all"), line.RootElement.ToString());
        foreach (var name in new[] { "all", "layers", "all_chunked", "layers_chunked" })
            Assert.InRange(Mib(name), 0, 1.2 * Mib(name + "_plan"));
    }

    private static async Task<JsonDocument> Measure(string folder)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["MALLOC_MMAP_THRESHOLD_"] = "65536", ["EVO_THREADS"] = "1" },
        };
        foreach (var argument in new[] { "exec", Path.Combine(AppContext.BaseDirectory, "EvoQuality.Benchmarks.dll"), "training-memory", folder, "--prompts", "4" })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return JsonDocument.Parse(output);
    }
}

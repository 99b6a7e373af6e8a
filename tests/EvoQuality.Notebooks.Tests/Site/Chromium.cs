using System.Diagnostics;

namespace EvoQuality.Notebooks.Tests;

/// <summary>
/// A headless Chromium without a network: <c>EVO_CHROMIUM</c>, or <c>chromium</c>, <c>chromium-browser</c>, <c>google-chrome</c> on the
/// PATH. It is told over its own debugging socket what to do; a page is a <see cref="ChromiumPage"/>.
/// </summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly DirectoryInfo _profile;
    private readonly DevTools _tools;
    private readonly Task _silence; // ends when the last of its processes, which all hold its error stream, has ended

    private Chromium(Process process, DirectoryInfo profile, DevTools tools, Task silence) =>
        (_process, _profile, _tools, _silence) = (process, profile, tools, silence);

    /// <summary>Starts it; skips the test where there is none.</summary>
    public static async Task<Chromium> StartOrSkipAsync()
    {
        var program = Find();
        Assert.SkipWhen(program is null, "no Chromium: set EVO_CHROMIUM or put chromium on the PATH (Debian: chromium)");
        var profile = Directory.CreateTempSubdirectory("evo-chromium-");
        // Names are not resolved and the proxy is not there: whatever a page asks the network for fails.
        var start = new ProcessStartInfo(program!,
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9",
            "--enable-unsafe-swiftshader", "--remote-debugging-port=0", $"--user-data-dir={profile.FullName}", "about:blank",
        ])
        { RedirectStandardError = true };
        var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Patience);
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            said.Add(line);
            if (!line.StartsWith("DevTools listening on ", StringComparison.Ordinal)) continue;
            var silence = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return new Chromium(process, profile, await DevTools.ConnectAsync(new Uri(line["DevTools listening on ".Length..].Trim())), silence);
        }
        throw new InvalidOperationException($"{program} did not start: {string.Join('\n', said.TakeLast(5))}");
    }

    /// <summary>Opens a page of 1,280 by 900 pixels and waits until it has loaded.</summary>
    public async Task<ChromiumPage> OpenAsync(string file)
    {
        var target = (await _tools.CallAsync("Target.createTarget", new() { ["url"] = "about:blank" }))["targetId"]!.ToString();
        var session = (await _tools.CallAsync("Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true }))["sessionId"]!.ToString();
        var page = new ChromiumPage(_tools, session, target);
        await page.LoadAsync(new Uri(Path.GetFullPath(file)).AbsoluteUri, 1280, 900);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _tools.DisposeAsync();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _silence.WaitAsync(Patience);
        _process.Dispose();
        _profile.Delete(recursive: true);
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("EVO_CHROMIUM") is { Length: > 0 } named) return named;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}

using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks.Tests;

/// <summary>A page in a browser: what went wrong on it, what it asked for, what a script on it says, and keys.</summary>
/// <param name="tools">The browser.</param>
/// <param name="session">The page's session.</param>
/// <param name="target">The page's tab.</param>
internal sealed class ChromiumPage(DevTools tools, string session, string target) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Exceptions, console errors, refused loads.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    /// <summary>Addresses asked for that are neither files of the site nor in the page.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Goes to an address and waits for the page's load event and two frames after it.</summary>
    public async Task LoadAsync(string address, int width, int height)
    {
        var loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        tools.Told += (where, method, about) =>
        {
            if (where != session) return;
            if (method == "Page.loadEventFired") loaded.TrySetResult();
            else Note(method, about);
        };
        foreach (var domain in new[] { "Page", "Runtime", "Log", "Network" }) await CallAsync($"{domain}.enable");
        await CallAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        await CallAsync("Page.navigate", new() { ["url"] = address });
        await loaded.Task.WaitAsync(Patience);
        await EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))");
    }

    /// <summary>The value of an expression on the page; a promise is awaited.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var result = await CallAsync("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        Assert.True(result["exceptionDetails"] is null, result.ToJsonString());
        return result["result"]!["value"];
    }

    /// <summary>Presses and lets go of a key.</summary>
    public async Task PressAsync(string key)
    {
        foreach (var type in new[] { "keyDown", "keyUp" })
            await CallAsync("Input.dispatchKeyEvent", new() { ["type"] = type, ["key"] = key, ["code"] = key, ["text"] = type == "keyDown" && key == "Enter" ? "\r" : "" });
    }

    /// <summary>Presses and lets go of the mouse in the middle of an element.</summary>
    public async Task ClickAsync(string selector)
    {
        var middle = (JsonArray)(await EvaluateAsync($"(e => {{ e.scrollIntoView({{ block: 'center' }}); const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }})(document.querySelector('{selector}'))"))!;
        foreach (var type in new[] { "mousePressed", "mouseReleased" })
        {
            await CallAsync("Input.dispatchMouseEvent", new()
            {
                ["type"] = type,
                ["x"] = (double)middle[0]!,
                ["y"] = (double)middle[1]!,
                ["button"] = "left",
                ["clickCount"] = 1,
            });
        }
    }

    /// <summary>A PNG of what is seen.</summary>
    public async Task SaveAsync(string path) =>
        await File.WriteAllBytesAsync(path, Convert.FromBase64String((await CallAsync("Page.captureScreenshot"))["data"]!.ToString()));

    public async ValueTask DisposeAsync() => await tools.CallAsync("Target.closeTarget", new() { ["targetId"] = target });

    private void Note(string method, JsonObject about)
    {
        switch (method)
        {
            case "Runtime.exceptionThrown":
                Errors.Enqueue(about["exceptionDetails"]!.ToJsonString());
                break;
            case "Runtime.consoleAPICalled" when about["type"]!.ToString() is "error" or "assert":
                Errors.Enqueue(about["args"]!.ToJsonString());
                break;
            case "Log.entryAdded" when about["entry"]!["level"]!.ToString() == "error":
                Errors.Enqueue(about["entry"]!["text"]!.ToString());
                break;
            case "Network.requestWillBeSent" when about["request"]!["url"]!.ToString() is var url && !url.StartsWith("file:", StringComparison.Ordinal)
                && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal):
                Requests.Enqueue(url);
                break;
        }
    }

    private Task<JsonObject> CallAsync(string method, JsonObject? parameters = null) => tools.CallAsync(method, parameters, session);
}

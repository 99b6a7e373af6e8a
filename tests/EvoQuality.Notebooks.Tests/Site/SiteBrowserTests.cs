using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EvoQuality.Notebooks.Tests;

/// <summary>The exported site in a real browser that has no network. Skipped where there is no Chromium.</summary>
public sealed partial class SiteBrowserTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private string Page(string name) => Path.Combine(site.Folder, name);

    [Fact]
    public async Task Every_page_opens_without_a_network_an_error_a_missing_chart_or_a_sideways_scroll()
    {
        await using var browser = await Chromium.StartOrSkipAsync();
        foreach (var file in Directory.EnumerateFiles(site.Folder, "*.html").Order())
        {
            await using var page = await browser.OpenAsync(file);
            var name = Path.GetFileName(file);
            Assert.Multiple(
                () => Assert.True(page.Errors.IsEmpty, $"{name}: {string.Join('\n', page.Errors)}"),
                () => Assert.True(page.Requests.IsEmpty, $"{name} asked for {string.Join(", ", page.Requests)}"));
            var drawn = (int)(await page.EvaluateAsync("[...document.querySelectorAll('.js-plotly-plot')].filter(e => e.querySelector('svg.main-svg, canvas') && !e.querySelector('.no-webgl')).length"))!;
            Assert.True(drawn == Charts(file), $"{name} shows {drawn} charts of {Charts(file)}");
            var wide = (int)(await page.EvaluateAsync("document.documentElement.scrollWidth"))!;
            Assert.True(wide <= 1280, $"{name} is {wide} pixels wide in a window of 1,280");
        }
    }

    [Fact]
    public async Task A_vote_with_mouse_and_keys_is_counted_to_its_end()
    {
        await using var browser = await Chromium.StartOrSkipAsync();
        await using var page = await browser.OpenAsync(Page("vote.html"));
        var pairs = (JsonArray)(await page.EvaluateAsync("JSON.parse(document.getElementById('data').textContent).pairs"))!;
        Assert.Equal(20, pairs.Count);

        // All left, with the mouse for the first, the keys for the others, and one taken back on the way.
        await page.ClickAsync("#start");
        await page.ClickAsync("#left");
        Assert.Equal("Pair 2 of 20", await TextOf(page, "#place"));
        await page.PressAsync("ArrowRight");
        await page.PressAsync("Backspace");
        Assert.Equal("Pair 2 of 20", await TextOf(page, "#place"));
        for (var i = 1; i < 20; i++) await page.PressAsync("ArrowLeft");

        var text = await TextOf(page, "#summary");
        var agreed = pairs.Count(p => p!["consensus"]?.ToString() == "left");
        var decided = pairs.Count(p => p!["consensus"]?.ToString() is "left" or "right");
        Assert.Contains("10 of 20", text, StringComparison.Ordinal); // both sides are balanced
        Assert.Contains($"{agreed} of {decided}", text, StringComparison.Ordinal);
        Assert.Contains("20 of 20", text, StringComparison.Ordinal);
        Assert.Contains("84 % to 100 %, all above 50 %: you seem to lean to the left", text, StringComparison.Ordinal); // Wilson, 20 of 20: 0.8389
        Assert.Contains("30 % to 70 %", text, StringComparison.Ordinal); // Wilson, 10 of 20: 0.2993 to 0.7007

        int[] right = [.. Enumerable.Range(0, 32).Select(k => pairs.Count(p => p!["votes"]!.ToString()[k] == (p["better"]!.ToString() == "left" ? 'L' : 'R')))];
        var (more, same) = (right.Count(r => r > 10), right.Count(r => r == 10));
        Assert.Contains($"{more} of the 32 voters were right more often than you, {same} as often, {32 - more - same} less often", text, StringComparison.Ordinal);
        Assert.Equal(33, (int)(await page.EvaluateAsync("document.querySelectorAll('.crowd circle').length"))!);

        var apart = pairs.Count(p => p!["better"]!.ToString() != "left" || p["consensus"]?.ToString() == "right");
        Assert.Equal(apart, (int)(await page.EvaluateAsync("document.querySelectorAll('.difference').length"))!);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task The_second_click_of_a_double_click_is_no_vote()
    {
        await using var browser = await Chromium.StartOrSkipAsync();
        await using var page = await browser.OpenAsync(Page("vote.html"));
        await page.ClickAsync("#start");
        foreach (var button in new[] { "left", "right" })
        {
            await page.ClickAsync($"#{button}");
            await page.EvaluateAsync($"document.getElementById('{button}').dispatchEvent(new MouseEvent('click', {{ detail: 2 }}))");
        }
        Assert.Equal("Pair 3 of 20", await TextOf(page, "#place"));
        await page.EvaluateAsync("document.getElementById('back').dispatchEvent(new MouseEvent('click', { detail: 2 }))");
        Assert.Equal("Pair 3 of 20", await TextOf(page, "#place"));
    }

    [Fact]
    public async Task A_vote_on_many_pairs_ends_with_dots_that_can_be_seen()
    {
        await using var browser = await Chromium.StartOrSkipAsync();
        const string Dot = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";
        var pairs = new VotePairs("policy", 2, 1, [.. Enumerable.Repeat(new VotePair(Dot, Dot, "left", "blur", 1, 2, "LR", "tie"), 150)]);
        await File.WriteAllTextAsync(Page("many.html"), VotePage.Html(PageFrame.Alone, "", pairs), TestContext.Current.CancellationToken);
        await using var page = await browser.OpenAsync(Page("many.html"));
        File.Delete(Page("many.html"));
        await page.ClickAsync("#start");
        await page.EvaluateAsync("for (let i = 0; i < 150; i++) document.getElementById('left').click()");
        Assert.True((double)(await page.EvaluateAsync("Math.min(...[...document.querySelectorAll('.crowd circle')].map(c => c.r.baseVal.value))"))! >= 1);
    }

    [Fact]
    public async Task Votes_as_the_known_order_are_all_right_and_can_be_saved()
    {
        await using var browser = await Chromium.StartOrSkipAsync();
        await using var page = await browser.OpenAsync(Page("vote.html"));
        var better = ((JsonArray)(await page.EvaluateAsync("JSON.parse(document.getElementById('data').textContent).pairs.map(p => p.better)"))!).Select(b => b!.ToString()).ToArray();
        await page.PressAsync("Tab"); // the bar, then the button: no mouse at all
        await page.EvaluateAsync("document.getElementById('start').focus()");
        await page.PressAsync("Enter");
        foreach (var side in better) await page.PressAsync(side == "left" ? "ArrowLeft" : "ArrowRight");
        Assert.Contains("It holds 50 %, so this shows no leaning", await TextOf(page, "#summary"), StringComparison.Ordinal);

        var csv = (await page.EvaluateAsync("fetch(document.getElementById('csv').href).then(r => r.text()).catch(() => 'refused')"))!.ToString();
        var json = (await page.EvaluateAsync("document.getElementById('json').href"))!.ToString();
        Assert.StartsWith("blob:", json, StringComparison.Ordinal);
        Assert.Equal("refused", csv); // the policy of the page forbids any fetch, even this one
        Assert.Equal("votes.csv", (await page.EvaluateAsync("document.getElementById('csv').download"))!.ToString());
        Assert.Equal("outcome", (await page.EvaluateAsync("document.activeElement.id"))!.ToString());
    }

    [Fact]
    public async Task Every_button_and_picture_of_the_vote_has_a_name_and_a_visible_focus()
    {
        await using var browser = await Chromium.StartOrSkipAsync();
        await using var page = await browser.OpenAsync(Page("vote.html"));
        await page.ClickAsync("#start");
        Assert.Equal(0, (int)(await page.EvaluateAsync("[...document.querySelectorAll('button, a')].filter(e => !(e.textContent.trim() || e.getAttribute('aria-label'))).length"))!);
        Assert.Equal(0, (int)(await page.EvaluateAsync("[...document.querySelectorAll('#task img')].filter(e => !e.alt).length"))!);
        Assert.Equal("question", (await page.EvaluateAsync("document.activeElement.id"))!.ToString());
        await page.PressAsync("Tab");
        Assert.Equal("solid", (await page.EvaluateAsync("getComputedStyle(document.activeElement).outlineStyle"))!.ToString());
    }

    private static async Task<string> TextOf(ChromiumPage page, string selector) =>
        (await page.EvaluateAsync($"document.querySelector('{selector}').innerText"))!.ToString();

    // Of the notebook the page was made of: chart outputs, as data or as markup that draws itself.
    private static int Charts(string page)
    {
        var notebook = Repository.PathOrSkip("notebooks", Path.GetFileNameWithoutExtension(page) + ".ipynb");
        if (!File.Exists(notebook)) return 0;
        return NotebookDocument.Load(notebook).Cells.SelectMany(c => c.Outputs)
            .Sum(o => o.MimeTypes.Contains("application/vnd.plotly.v1+json") ? 1 : Drawing().Count(o.Data("text/html") ?? ""));
    }

    [GeneratedRegex(@"Plotly\.newPlot\(")]
    private static partial Regex Drawing();
}

using System.Text.Json;

namespace EvoQuality.Notebooks;

/// <summary>
/// The page "You vote too": a visitor compares pictures by mouse or keyboard, then sees the agreement with the policy and with the
/// known order, the position bias, and a place among the voters. Its script is <c>vote.js</c> beside this file.
/// </summary>
internal static class VotePage
{
    /// <summary>The page's name.</summary>
    public const string File = "vote.html";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web); // escapes "<", so that data cannot close its element

    /// <param name="frame">What pages of the site have around them.</param>
    /// <param name="bar">The bar at the top.</param>
    /// <param name="pairs">What is shown.</param>
    public static string Html(PageFrame frame, string bar, VotePairs pairs)
    {
        var framed = frame with { Style = frame.Style + Resource("vote.css") };
        return framed.Html("You vote too", bar, $"""
            <h1>You vote too</h1>
            <noscript><p>This page needs JavaScript; it asks no server for anything.</p></noscript>
            <section id="intro">
            <p>The policy of these notebooks learns from its own votes on pairs of pictures. Here are {pairs.Pairs.Count} such pairs:
            the same scene twice, damaged to two degrees. Say which one looks better to you.</p>
            <ul>
            <li>Choose with the mouse, or with the keys <kbd>←</kbd> and <kbd>→</kbd>. <kbd>Backspace</kbd> goes one pair back.</li>
            <li>There is no clock and no way to say "the same": if you cannot tell, guess. The policy had to.</li>
            <li>Nothing leaves this page. At the end you can save your votes as a file.</li>
            </ul>
            <p><button id="start" class="main">Start</button></p>
            </section>
            <section id="task" hidden aria-labelledby="question">
            <h2 id="question" tabindex="-1">Which picture looks better?</h2>
            <p class="steps"><label for="steps" id="place" aria-live="polite"></label> <progress id="steps" max="{pairs.Pairs.Count}" value="0"></progress></p>
            <div class="pair">
            <button id="left"><img alt="The picture on the left"><span>Left <kbd aria-hidden="true">←</kbd></span></button>
            <button id="right"><img alt="The picture on the right"><span>Right <kbd aria-hidden="true">→</kbd></span></button>
            </div>
            <p><button id="back">One pair back</button></p>
            </section>
            <section id="result" hidden aria-labelledby="outcome">
            <h2 id="outcome" tabindex="-1">Your votes</h2>
            <div id="summary"></div>
            <h3>Where you did not agree</h3>
            <div id="differences"></div>
            <p><a id="csv" class="button" download="votes.csv">Save as CSV</a> <a id="json" class="button" download="votes.json">Save as JSON</a>
            <button id="again">Vote again</button></p>
            </section>
            <script type="application/json" id="data">{JsonSerializer.Serialize(pairs, Json)}</script>
            <script>{Resource("vote.js")}</script>

            """, hasCharts: false);
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(VotePage).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

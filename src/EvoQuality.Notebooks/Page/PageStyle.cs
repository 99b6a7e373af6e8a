namespace EvoQuality.Notebooks;

/// <summary>
/// How a page looks: one column of text, charts as wide as it, light or dark as the reader's system is.
/// </summary>
internal static class PageStyle
{
    /// <summary>Fits charts to the column and to the colour scheme.</summary>
    public const string ChartScript = """
        (() => {
          const draw = Plotly.newPlot;
          const dark = matchMedia("(prefers-color-scheme: dark)").matches;
          Plotly.newPlot = (target, data, layout, config) => {
            const size = Object.assign({}, layout || {}, { autosize: true });
            const chosen = size.height > 0 && size.height <= 1200 && size.height !== 600; // 600 is Plotly.NET's default and nobody's choice
            if (!chosen) size.height = 460;
            delete size.width;
            size.margin = size.margin || { l: 64, r: 28, t: size.title ? 64 : 28, b: 56 };
            if (dark) Object.assign(size, { paper_bgcolor: "#f6f7f9" });
            return draw(target, data, size, Object.assign({ responsive: true, displaylogo: false, displayModeBar: false }, config));
          };
        })();
        """;

    /// <summary>The style sheet.</summary>
    public const string Css = """

        :root { color-scheme: light dark; --ink: #1d2129; --soft: #626a78; --paper: #ffffff; --wash: #f5f6f8; --line: #dfe3e9;
          --accent: #2456a6; --bad: #a3262a; --badwash: #fdf1f0; --key: #7a2ba0; --text: #1f6f43; --number: #9a4b00; --type: #0b6477; }
        @media (prefers-color-scheme: dark) { :root { --ink: #dfe3ea; --soft: #98a1b0; --paper: #14171c; --wash: #1c2027; --line: #323944;
          --accent: #8ab4f8; --bad: #ff9b93; --badwash: #331c1d; --key: #cf9df0; --text: #8fd3a5; --number: #f0b27a; --type: #7fd1e0; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.6 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
        main { max-width: calc(900px + 2.5rem); margin: 0 auto; padding: 3rem 1.25rem 5rem; }
        h1, h2, h3 { line-height: 1.25; margin: 2.2em 0 .6em; letter-spacing: -.01em; }
        h1 { font-size: 2.1rem; margin-top: 0; } h2 { font-size: 1.45rem; border-bottom: 1px solid var(--line); padding-bottom: .3em; } h3 { font-size: 1.15rem; }
        p, ul, ol { margin: .7em 0; } a { color: var(--accent); }
        code, pre { font: 13.5px/1.55 ui-monospace, "Cascadia Code", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        .text code { background: var(--wash); padding: .1em .35em; border-radius: 4px; font-size: .85em; }
        .text pre { background: var(--wash); padding: .8em 1em; border-radius: 6px; overflow-x: auto; } .text pre code { padding: 0; }
        blockquote { margin: 1em 0; padding: .1em 1em; border-left: 3px solid var(--line); color: var(--soft); }
        .code { margin: 1.4em 0; }
        .source { position: relative; margin: 0; padding: .8em 1em .8em 1.1em; background: var(--wash); border-left: 3px solid var(--line); border-radius: 4px; overflow-x: auto; tab-size: 4; }
        .source::after { content: attr(data-count); position: absolute; top: .55em; right: .8em; color: var(--soft); font-size: 11px; opacity: .75; }
        .parameters .source { border-left-color: var(--accent); }
        .label { margin: 0 0 .3em; color: var(--accent); font-size: .78rem; font-weight: 600; letter-spacing: .06em; text-transform: uppercase; }
        .stream, .result { margin: .6em 0; padding: .2em 1.1em; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
        .error { margin: .6em 0; padding: .8em 1.1em; color: var(--bad); background: var(--badwash); border-left: 3px solid var(--bad); border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere; }
        .output { margin: .8em 0; overflow-x: auto; } .output img { max-width: 100%; height: auto; image-rendering: auto; } .html > div { max-width: 100%; } .chart { overflow: hidden; border-radius: 6px; }
        .text img { max-width: 100%; }
        table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; margin: .8em 0; }
        th, td { padding: .3em .9em .3em .2em; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); } th { color: var(--soft); font-weight: 600; }
        td pre { margin: 0; } details summary { cursor: pointer; }
        math { font-size: 1.08em; } math[display=block] { margin: 1em 0; overflow-x: auto; overflow-y: hidden; padding: .2em 0; } .cases mtd, .aligned mtd { text-align: left; padding: .15em .4em; }
        .tex { font: italic 1em/1.6 Georgia, "DejaVu Serif", serif; background: var(--wash); padding: .05em .35em; border-radius: 4px; } div.tex { padding: .6em 1em; margin: 1em 0; white-space: pre-wrap; }
        .c-k { color: var(--key); } .c-s { color: var(--text); } .c-n { color: var(--number); } .c-c { color: var(--soft); font-style: italic; } .c-t { color: var(--type); } .c-f { color: var(--accent); } .c-d { color: var(--soft); }
        @media print { main { max-width: none; padding: 0; } .source, .output { break-inside: avoid; } }
        @media (max-width: 600px) { body { font-size: 16px; } main { padding-top: 1.5rem; } h1 { font-size: 1.6rem; } }

        """;
}

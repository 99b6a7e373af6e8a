namespace EvoQuality.Notebooks;

/// <summary>How the site looks where it is more than single pages.</summary>
internal static class SiteStyle
{
    /// <summary>The style sheet.</summary>
    public const string Css = """

        .bar, .neighbours { max-width: calc(900px + 2.5rem); margin: 0 auto; padding: .8rem 1.25rem; display: flex; gap: 1.5rem; font-size: .92rem; }
        .bar a { text-decoration: none; } .bar a[aria-current] { color: var(--ink); font-weight: 600; }
        .bar { border-bottom: 1px solid var(--line); }
        .neighbours { justify-content: space-between; border-top: 1px solid var(--line); padding-bottom: 3rem; } .neighbours span { flex: 1; } .neighbours span:nth-child(2) { text-align: center; } .neighbours span:last-child { text-align: right; }
        dl { margin: 1em 0; } dt { font-weight: 600; margin-top: 1em; } dd { margin: 0; color: var(--soft); } dd p { margin: .2em 0; }
        .vote { padding: .8em 1em; background: var(--wash); border-left: 3px solid var(--accent); border-radius: 4px; }
        a:focus-visible, button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        @media print { .bar, .neighbours { display: none; } }

        """;
}

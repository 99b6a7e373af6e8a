using System.Text;
using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace EvoQuality.Notebooks;

/// <summary>
/// Text cells as HTML: formulas become MathML, pictures beside the notebook are put into the page, and
/// pictures on the network become links, because a page loads nothing.
/// </summary>
internal static class MarkdownText
{
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UsePipeTables().UseMathematics().UseAutoIdentifiers().UseAutoLinks().UseTaskLists()
            .UseFootnotes().Build();

    /// <param name="markdown">Source of a text cell.</param>
    /// <param name="folder">Folder of the notebook, for pictures.</param>
    /// <param name="link">Where links lead on this page; null leaves them as they are.</param>
    public static string Html(string markdown, string folder, PageLink? link = null)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var image in document.Descendants<LinkInline>().Where(l => l.IsImage)) Embed(image, folder);
        if (link is not null)
            foreach (var inline in document.Descendants<LinkInline>().Where(l => !l.IsImage).ToList()) Lead(inline, link);

        using var writer = new StringWriter { NewLine = "\n" };
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathInlineRenderer>(new FormulaInline());
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathBlockRenderer>(new FormulaBlock());
        renderer.Render(document);
        return writer.ToString();
    }

    /// <summary>Where the links of a text lead, as they stand there.</summary>
    public static IEnumerable<string> Links(string markdown) =>
        Markdown.Parse(markdown, Pipeline).Descendants<LinkInline>().Where(l => !l.IsImage).Select(l => l.Url ?? "");

    private static void Embed(LinkInline image, string folder)
    {
        var url = image.Url ?? "";
        if (url.StartsWith("data:", StringComparison.Ordinal)) return;
        var path = Path.Combine(folder, Uri.UnescapeDataString(url));
        if (MediaType(path) is { } type && File.Exists(path))
            image.Url = $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}";
        else
            image.IsImage = false;
    }

    // A link that leads nowhere from here becomes what it says.
    private static void Lead(LinkInline inline, PageLink link)
    {
        if (link(inline.Url ?? "") is { } url) inline.Url = url;
        else inline.ReplaceBy(new ContainerInline(), copyChildren: true);
    }

    private static string? MediaType(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".webp" => "image/webp",
        ".gif" => "image/gif",
        ".svg" => "image/svg+xml",
        _ => null,
    };

    private sealed class FormulaInline : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline obj) =>
            renderer.Write(TexMath.Html(obj.Content.ToString(), display: obj.DelimiterCount == 2));
    }

    private sealed class FormulaBlock : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock obj)
        {
            var lines = new StringBuilder();
            foreach (var line in obj.Lines.Lines.Take(obj.Lines.Count)) lines.Append(line.Slice.ToString()).Append('\n');
            renderer.Write(TexMath.Html(lines.ToString(), display: true));
        }
    }
}

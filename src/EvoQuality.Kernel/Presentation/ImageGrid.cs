using System.Net;
using EvoQuality.Datasets;

namespace EvoQuality.Presentation;

/// <summary>Thumbnails with captions.</summary>
public sealed class ImageGrid
{
    private const int Side = 128;
    private readonly IReadOnlyList<IqaImage> _images;
    private readonly Func<IqaImage, string> _caption;

    /// <param name="images">What to show, in order; a dozen or so.</param>
    /// <param name="caption">Text below a picture; without it the name, and the opinion score where there is one.</param>
    public ImageGrid(IEnumerable<IqaImage> images, Func<IqaImage, string>? caption = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        (_images, _caption) = ([.. images], caption ?? DefaultCaption);
    }

    /// <summary>The grid as HTML that loads nothing.</summary>
    public string ToHtml() =>
        "<div style=\"display:flex;flex-wrap:wrap;gap:12px\">"
        + string.Concat(_images.Select(image =>
            $"<figure style=\"margin:0;width:{Side}px;font-size:.75em;line-height:1.35;overflow-wrap:anywhere\">{Thumbnail.Html(image, Side, alt: "")}"
            + $"<figcaption>{WebUtility.HtmlEncode(_caption(image))}</figcaption></figure>\n"))
        + "</div>";

    /// <summary>The captions.</summary>
    public override string ToString() => string.Join("\n", _images.Select(_caption));

    private static string DefaultCaption(IqaImage image) =>
        image.Mos is { } mos ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{image.Id}, MOS {mos:0.00}") : image.Id;
}

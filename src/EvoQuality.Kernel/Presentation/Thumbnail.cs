using System.Net;
using EvoQuality.Datasets;
using EvoQuality.Imaging;

namespace EvoQuality.Presentation;

/// <summary>A small picture for a page: no request, a few kilobytes.</summary>
internal static class Thumbnail
{
    private const int Quality = 78;

    /// <summary>An <c>img</c> element whose longer side is at most <paramref name="side"/> pixels.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="side">Pixels.</param>
    /// <param name="alt">What it is for those who do not see it; empty where a caption beside it says so.</param>
    public static string Html(IqaImage image, int side, string alt)
    {
        var picture = image.Load();
        var scale = Math.Min(1, side / (double)Math.Max(picture.Width, picture.Height));
        var (width, height) = (Math.Max(1, (int)Math.Round(picture.Width * scale)), Math.Max(1, (int)Math.Round(picture.Height * scale)));
        if (scale < 1) picture = AreaResize.Resize(picture, 0, 0, picture.Width, picture.Height, width, height);
        var data = Convert.ToBase64String(ImageCodec.EncodeWebP(picture, Quality));
        return $"<img alt=\"{WebUtility.HtmlEncode(alt)}\" width=\"{width}\" height=\"{height}\" src=\"data:image/webp;base64,{data}\">";
    }
}

using System.Net;
using EvoQuality.Evolution;
using EvoQuality.Imaging;
using EvoQuality.Voting;
using Microsoft.Data.Analysis;
using Microsoft.DotNet.Interactive.Formatting;
using TorchSharp;

namespace EvoQuality.Presentation;

/// <summary>How the kit's values look in a cell, in our runner and in upstream's kernel alike.</summary>
public static class Formatters
{
    private const string Html = "text/html";
    private const string Plain = "text/plain";

    /// <summary>Registers all formatters; calling it again changes nothing.</summary>
    public static void Register()
    {
        Register<ProgressDisplay>((ProgressDisplay.MimeType, p => p.ToJson()), (Html, p => p.ToHtml()), (Plain, p => p.ToString()));
        Register<DataFrame>((Html, DataFrameTable.Html), (Plain, DataFrameTable.Text));
        Register<ImageGrid>((Html, g => g.ToHtml()), (Plain, g => g.ToString()));
        Register<DistortionSheet>((Html, s => s.ToHtml()), (Plain, s => s.ToString()));
        Register<GmadGrid>((Html, g => g.ToHtml()), (Plain, g => g.ToString()));
        Register<PairGrid>((Html, g => g.ToHtml()), (Plain, g => g.ToString()));
        Register<torch.Tensor>((Html, t => $"<code>{TensorText.Of(t)}</code>"), (Plain, TensorText.Of));
        Register<VoteTally>((Plain, ResultText.Of));
        Register<VoteReport>((Plain, ResultText.Of));
        Register<RunSummary>(
            (Html, s => $"{DataFrameTable.Html(Tables.Gains(s))}<pre>{WebUtility.HtmlEncode(ResultText.Of(s))}</pre>"), (Plain, ResultText.Of));
        Register<RgbImage>(
            ("image/png", i => Convert.ToBase64String(ImageCodec.EncodePng(i))), (Plain, i => $"{i.Width}x{i.Height} RGB picture"));
    }

    private static void Register<T>(params (string MimeType, Func<T, string> Format)[] forms)
    {
        foreach (var (mimeType, format) in forms) Formatter.Register<T>(value => format(value), mimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(T), [.. forms.Select(f => f.MimeType)]);
    }
}

using System.Text.RegularExpressions;

namespace EvoQuality.Presentation;

/// <summary>Names of folders, sets and versions within Markdown.</summary>
internal static partial class PlainMarkdown
{
    /// <summary>A text that is shown as it is written: nothing in it becomes markup, emphasis, a link or a formula.</summary>
    public static string Of(string text) => Mark().Replace(text, @"\$0");

    [GeneratedRegex(@"[\\`*_~$|<>\[\]#!]|&(?=[#\w])|^[-+=](?=\s|$)")]
    private static partial Regex Mark();
}

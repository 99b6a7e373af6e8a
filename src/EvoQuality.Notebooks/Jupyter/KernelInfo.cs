using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks.Jupyter;

/// <summary>How the kernel introduces itself.</summary>
internal static class KernelInfo
{
    public static JsonObject Reply() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = KernelMessage.ProtocolVersion,
        ["implementation"] = "evoquality",
        ["implementation_version"] = Version,
        ["language_info"] = new JsonObject
        {
            ["name"] = "C#",
            ["version"] = "14.0",
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".cs",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
        },
        ["banner"] = $"EvoQuality {Version}: C# on .NET {Environment.Version}",
        ["debugger"] = false,
        ["help_links"] = new JsonArray(new JsonObject { ["text"] = "The paper", ["url"] = "https://arxiv.org/abs/2509.25787" }),
    };

    private static string Version => typeof(KernelInfo).Assembly.GetName().Version?.ToString(3) ?? "0";
}

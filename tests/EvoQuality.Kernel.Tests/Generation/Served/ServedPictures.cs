using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Generation.Served;
using EvoQuality.Imaging;
using EvoQuality.Language;

namespace EvoQuality.Kernel.Tests;

/// <summary>Small pictures and questions, and a policy on a server of this machine.</summary>
internal static class ServedPictures
{
    /// <summary>Time limit of a request: what <see cref="WaitlessTime"/> holds back.</summary>
    public const double LimitSeconds = 7200;

    public static IReadOnlyList<IqaImage> Images { get; } = [.. Enumerable.Range(0, 24).Select(Image)];

    public static Prompt Compare { get; } = new([Images[0], Images[1]], AnswerStyle.Direct.ComparePrompt());

    public static Prompt Score { get; } = new([Images[2]], AnswerStyle.Direct.ScorePrompt());

    public static ServedPolicyOptions Options { get; } = new() { RequestTimeoutSeconds = LimitSeconds, Concurrency = 8 };

    public static SamplingOptions FourTokens { get; } = new() { MaxNewTokens = 4 };

    public static WaitlessTime Time() => new(TimeSpan.FromSeconds(LimitSeconds));

    /// <summary>A policy whose waits are over at once.</summary>
    public static ChatClientPolicy Policy(
        FaultProxy proxy, ServerAbilities server, ServedPolicyOptions? options = null, WaitlessTime? time = null, ApiKey? key = null, IProgress<string>? warnings = null) =>
        ChatClientPolicy.Connect(proxy.Endpoint(server, key), options ?? Options, new SeedTree(3), warnings ?? new Told(), time ?? Time());

    private static IqaImage Image(int shade)
    {
        var picture = new RgbImage(8, 8);
        Array.Fill(picture.Pixels, (byte)(10 * shade));
        return new IqaImage($"shade-{shade}", () => picture);
    }

    /// <summary>Keeps what it is told.</summary>
    public sealed class Told : IProgress<string>
    {
        public List<string> Lines { get; } = [];

        public void Report(string value) => Lines.Add(value);
    }
}

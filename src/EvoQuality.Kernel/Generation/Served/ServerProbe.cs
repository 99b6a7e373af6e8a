using EvoQuality.Imaging;
using Microsoft.Extensions.AI;

namespace EvoQuality.Generation.Served;

/// <summary>Finds out what a server can do, with one small request for each ability.</summary>
public sealed class ServerProbe
{
    private const int Side = 56, Top = 5, FewTokens = 8;
    private readonly ServedChatClient _client;
    private readonly ServerAbilities _kind;

    private ServerProbe(ServedChatClient client, ServerAbilities kind) => (_client, _kind) = (client, kind);

    /// <summary>Asks for an answer, for two pictures, several answers, log-probabilities, a begun answer and the same answer to the same seed.</summary>
    /// <param name="client">The server.</param>
    /// <param name="kind">How it is taken to be asked.</param>
    /// <param name="cancel">Stops between requests.</param>
    /// <returns>One finding per ability; the first alone where the server gives no answer at all.</returns>
    public static async Task<IReadOnlyList<ProbeFinding>> RunAsync(ServedChatClient client, ServerAbilities kind, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(kind);
        var probe = new ServerProbe(client, kind);
        long? words = null;
        var text = await probe.TryAsync(
            "text", 0, [], 1,
            r =>
            {
                words = r.PromptTokens;
                return (true, words is null || r.AnswerTokens is null ? "an answer; its tokens are not counted" : $"{words} tokens in, {r.AnswerTokens} out");
            }, cancel).ConfigureAwait(false);
        if (!text.Works) return [text];
        return
        [
            text,
            await probe.TryAsync("two pictures", 2, [], 1, r => Pictures(r.PromptTokens, words), cancel).ConfigureAwait(false),
            await probe.TryAsync("several answers (n)", 0, new() { ["n"] = 2 }, 1, r => (r.Choices.Count == 2, $"{r.Choices.Count} for n = 2"), cancel).ConfigureAwait(false),
            await probe.TryAsync(
                "log-probabilities", 0, new() { ["logprobs"] = true, ["top_logprobs"] = Top }, 1,
                r => r.Choices[0].LogProbs is [var first, ..] ? (first.Count >= Top, $"{first.Count} for top_logprobs = {Top}") : (false, "none"), cancel).ConfigureAwait(false),
            await probe.BegunAsync(cancel).ConfigureAwait(false),
            await probe.SeedAsync(cancel).ConfigureAwait(false),
        ];
    }

    private async Task<ProbeFinding> TryAsync(
        string ability, int pictures, AdditionalPropertiesDictionary extra, int tokens, Func<ServedReply, (bool Works, string Found)> judge, CancellationToken cancel)
    {
        try
        {
            var (works, found) = judge(await AskAsync(pictures, "", extra, tokens, cancel).ConfigureAwait(false));
            return new ProbeFinding(ability, works, found);
        }
        catch (ServedException e)
        {
            return new ProbeFinding(ability, false, e.Message);
        }
    }

    /// <summary>A model that does not see may be given the text alone, without a word.</summary>
    private static (bool Works, string Found) Pictures(long? tokens, long? without) => tokens is null || without is null
        ? (false, "taken, but not shown to be seen: the server does not count the prompt's tokens")
        : tokens <= without
            ? (false, "left out in silence: the prompt has no more tokens than without them")
            : (true, $"{tokens} tokens in");

    /// <summary>A begun answer is part of the prompt, and no turn is opened behind it.</summary>
    private async Task<ProbeFinding> BegunAsync(CancellationToken cancel)
    {
        const string ability = "begun answers";
        if (_kind.Continue.Count == 0) return new ProbeFinding(ability, false, $"a {_kind} server is not asked for them");
        var extra = new AdditionalPropertiesDictionary();
        foreach (var (name, value) in _kind.Continue) extra[name] = value;
        try
        {
            var (without, with) = (await AskAsync(0, "", [], 1, cancel).ConfigureAwait(false), await AskAsync(0, "3", extra, 1, cancel).ConfigureAwait(false));
            var longer = with.PromptTokens - without.PromptTokens;
            return new ProbeFinding(
                ability, longer == 1, longer is null ? "taken, but not shown: the server does not count the prompt's tokens" : $"a prompt of {longer} more tokens, expected 1");
        }
        catch (ServedException e)
        {
            return new ProbeFinding(ability, false, e.Message);
        }
    }

    private async Task<ProbeFinding> SeedAsync(CancellationToken cancel)
    {
        const string ability = "seeds";
        try
        {
            var texts = new List<string>();
            foreach (var seed in new long[] { 11, 11, 12, 13, 14 })
                texts.Add((await AskAsync(0, "", new() { ["seed"] = seed }, FewTokens, cancel).ConfigureAwait(false)).Choices[0].Text);
            return texts[0] != texts[1]
                ? new ProbeFinding(ability, false, "another answer to the same seed")
                : new ProbeFinding(ability, true, texts.Distinct().Count() > 1 ? "the same answer to the same seed" : "the same answer to every seed: nothing learnt");
        }
        catch (ServedException e)
        {
            return new ProbeFinding(ability, false, e.Message);
        }
    }

    private async Task<ServedReply> AskAsync(int pictures, string begun, AdditionalPropertiesDictionary extra, int tokens, CancellationToken cancel)
    {
        var grey = new RgbImage(Side, Side);
        Array.Fill(grey.Pixels, (byte)128);
        var picture = new DataContent(ImageCodec.EncodePng(grey), "image/png");
        ChatMessage question = new(ChatRole.User, [.. Enumerable.Repeat<AIContent>(picture, pictures), new TextContent("Say a word.")]);
        var options = SentSampling.Of(_kind, new SamplingOptions { MaxNewTokens = tokens }, 1, null); // as a policy asks
        foreach (var (name, value) in extra) options.AdditionalProperties![name] = value;
        var response = await _client.GetResponseAsync(begun.Length > 0 ? [question, new(ChatRole.Assistant, begun)] : [question], options, cancel).ConfigureAwait(false);
        return ServedReply.Of(response);
    }
}

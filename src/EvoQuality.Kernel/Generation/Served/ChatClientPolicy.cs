using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Imaging;
using Microsoft.Extensions.AI;

namespace EvoQuality.Generation.Served;

/// <summary>
/// A policy behind a chat client: a model on vLLM, SGLang, transformers serve, Ollama or a cloud. Pictures go as lossless PNG, so a
/// server of the same checkpoint sees the same pixels. Requests run at once up to a limit and are repeated with patience; an
/// answer that the server refuses is an empty completion, which is counted as an abstention like any that does not parse; where
/// probabilities are read it leaves none to any vote or score.
/// </summary>
/// <remarks>
/// Safe to use from several threads. Every completion has a request, place and seed of its own, so with a server that honours seeds
/// neither order nor faults change it; with others it is an independent draw all the same.
/// </remarks>
public sealed class ChatClientPolicy : IProbabilityPolicy, IDisposable
{
    private const long PictureBytes = 512L << 20;
    private readonly IChatClient _client;
    private readonly Patience _patience;
    private readonly UsageCounter _counter;
    private readonly SizedCache<IqaImage, DataContent> _pictures = new(PictureBytes, p => p.Uri.Length * sizeof(char));

    /// <summary>Asks through any chat client; one that is not <see cref="ServedChatClient"/> gives one answer per request and no probabilities.</summary>
    /// <param name="client">The client, made for one model; disposed with this.</param>
    /// <param name="server">What may be sent.</param>
    /// <param name="options">How to ask.</param>
    /// <param name="seed">Root of the random part of waits; answers have seeds of their own.</param>
    /// <param name="time">The clock of waits and time limits; null is the system's.</param>
    public ChatClientPolicy(IChatClient client, ServerAbilities server, ServedPolicyOptions options, SeedTree seed, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_client, Server, Options) = (client, server, options);
        _counter = new UsageCounter(options, time ?? TimeProvider.System);
        _patience = new Patience(options, seed, time ?? TimeProvider.System, _counter);
    }

    /// <summary>What the server takes.</summary>
    public ServerAbilities Server { get; }

    /// <summary>How it is asked.</summary>
    public ServedPolicyOptions Options { get; }

    /// <summary>Requests, tokens and cost so far.</summary>
    public ServedUsage Usage => _counter.Usage;

    /// <inheritdoc/>
    public bool TellsChoices => Server.LogProbs;

    /// <inheritdoc/>
    public bool TellsScores => Server.LogProbs && Server.Continue.Count > 0;

    /// <summary>A policy on an OpenAI-compatible server.</summary>
    /// <param name="endpoint">Where the model is.</param>
    /// <param name="options">How to ask.</param>
    /// <param name="seed">Root of the random part of waits.</param>
    /// <param name="warnings">Told where the key would travel in the clear.</param>
    /// <param name="time">The clock; null is the system's.</param>
    public static ChatClientPolicy Connect(
        ServedEndpoint endpoint, ServedPolicyOptions options, SeedTree seed, IProgress<string> warnings, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return new ChatClientPolicy(new ServedChatClient(endpoint, warnings, time), endpoint.Server, options, seed, time);
    }

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<Completion>> Sample(
        IReadOnlyList<Prompt> prompts, int count, SamplingOptions options, IReadOnlyList<SeedTree> seeds, CancellationToken cancel = default) =>
        Task.Run(() => SampleAsync(prompts, count, options, seeds, cancel), cancel).GetAwaiter().GetResult();

    /// <summary><see cref="Sample"/> without a waiting thread.</summary>
    /// <exception cref="ServedException">The server does not answer a request as asked; the message says why.</exception>
    /// <exception cref="InvalidDataException">A picture cannot be read.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<Completion>>> SampleAsync(
        IReadOnlyList<Prompt> prompts, int count, SamplingOptions options, IReadOnlyList<SeedTree> seeds, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(seeds);
        if (seeds.Count != prompts.Count) throw new ArgumentException($"Expected {prompts.Count} seeds, one per prompt, found {seeds.Count}.", nameof(seeds));
        options.Validate();
        if (options.TopK > 0 && Server.AllTokens is null && !Server.GenerationConfig)
            throw new NotSupportedException($"TopK is {options.TopK}, but a {Server} server takes no top_k; leave it at 0.");
        var drawn = options.Temperature == 0 ? 1 : count; // the likeliest answer is one answer, however often it is asked for
        var atOnce = Server.Samples ? Math.Min(drawn, Options.SamplesPerRequest) : 1;
        var perPrompt = ((drawn - 1) / atOnce) + 1;
        var answers = new Completion[prompts.Count][];
        for (var i = 0; i < answers.Length; i++) answers[i] = new Completion[count];
        await Parallel.ForAsync(0, prompts.Count * perPrompt, Parallelism(cancel), async (request, stop) =>
        {
            var (prompt, part) = Math.DivRem(request, perPrompt);
            var first = part * atOnce;
            var wanted = Math.Min(atOnce, drawn - first);
            var reply = await AskAsync(prompts[prompt], "", SentSampling.Of(Server, options, wanted, seeds[prompt].Child(part)), wanted, options.MaxNewTokens, stop).ConfigureAwait(false);
            foreach (var (i, choice) in reply.Choices.Index()) answers[prompt][first + i] = new Completion(choice.Text, [], choice.Truncated);
        }).ConfigureAwait(false);
        foreach (var group in answers) Array.Fill(group, group[0], drawn, count - drawn);
        return answers;
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The server tells no log-probabilities.</exception>
    public IReadOnlyList<double[]> ChoiceProbabilities(
        IReadOnlyList<Prompt> prompts, IReadOnlyList<string> choices, double temperature = 1, CancellationToken cancel = default) =>
        Task.Run(() => ChoiceProbabilitiesAsync(prompts, choices, temperature, cancel), cancel).GetAwaiter().GetResult();

    /// <summary><see cref="ChoiceProbabilities"/> without a waiting thread.</summary>
    public async Task<IReadOnlyList<double[]>> ChoiceProbabilitiesAsync(
        IReadOnlyList<Prompt> prompts, IReadOnlyList<string> choices, double temperature = 1, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(choices);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        if (!TellsChoices) throw new NotSupportedException($"A {Server} server tells no log-probabilities; set the vote source to samples.");
        var answers = new double[prompts.Count][];
        await Parallel.ForAsync(0, prompts.Count, Parallelism(cancel), async (i, stop) =>
        {
            var first = await FirstTokenAsync(prompts[i], "", stop).ConfigureAwait(false);
            answers[i] = first.Of(choices, temperature, Options.HiddenProbability);
        }).ConfigureAwait(false);
        return answers;
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The server tells no log-probabilities, or does not go on with a begun answer.</exception>
    public IReadOnlyList<ScoreDistribution> ScoreDistributions(
        IReadOnlyList<Prompt> prompts, double temperature = 1, CancellationToken cancel = default) =>
        Task.Run(() => ScoreDistributionsAsync(prompts, temperature, cancel), cancel).GetAwaiter().GetResult();

    /// <summary><see cref="ScoreDistributions"/> without a waiting thread: about sixty requests of one token per prompt.</summary>
    public async Task<IReadOnlyList<ScoreDistribution>> ScoreDistributionsAsync(
        IReadOnlyList<Prompt> prompts, double temperature = 1, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        if (!TellsScores)
            throw new NotSupportedException($"A {Server} server does not tell the probabilities of a begun answer; take scores from samples.");
        var answers = new ScoreDistribution[prompts.Count];
        await Parallel.ForAsync(0, prompts.Count, Parallelism(cancel), async (i, stop) =>
            answers[i] = await ScoreTree.ReadAsync(
                begun => FirstTokenAsync(prompts[i], begun, stop), temperature, Options.LeastBeginning, Options.HiddenProbability).ConfigureAwait(false)).ConfigureAwait(false);
        return answers;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _patience.Dispose();
        _client.Dispose();
    }

    /// <summary>The likeliest tokens after a prompt and what is begun of its answer.</summary>
    private async Task<LikeliestTokens> FirstTokenAsync(Prompt prompt, string begun, CancellationToken cancel)
    {
        var options = SentSampling.Of(Server, new SamplingOptions { MaxNewTokens = 1 }, 1, new SeedTree(0));
        options.AdditionalProperties!["logprobs"] = true;
        options.AdditionalProperties["top_logprobs"] = Options.TopLogProbs;
        if (begun.Length > 0)
            foreach (var (name, value) in Server.Continue) options.AdditionalProperties[name] = value;
        var reply = await AskAsync(prompt, begun, options, 1, 1, cancel).ConfigureAwait(false);
        if (reply.Choices[0].Refused) return LikeliestTokens.Refused;
        return reply.Choices[0].LogProbs is [var first, ..]
            ? new LikeliestTokens(first)
            : throw new ServedException("The server gave an answer without log-probabilities; set the vote source to samples.", mayPass: false);
    }

    private async Task<ServedReply> AskAsync(Prompt prompt, string begun, ChatOptions options, int wanted, int length, CancellationToken cancel)
    {
        var question = new ChatMessage(ChatRole.User, [.. prompt.Images.Select(Picture), new TextContent(prompt.Text)]);
        ChatMessage[] messages = begun.Length > 0 ? [question, new ChatMessage(ChatRole.Assistant, begun)] : [question];
        try
        {
            var reply = await _patience.TryAsync(
                async stop =>
                {
                    var given = await AttemptAsync(messages, options, wanted, stop).ConfigureAwait(false);
                    _counter.Bill(given);
                    return given.Choices.Count == wanted
                        ? given
                        : throw new ServedException($"The server gave {given.Choices.Count} answers where {wanted} were asked for.", mayPass: true);
                }, cancel).ConfigureAwait(false);
            _counter.Add(reply);
            // Some servers count the ending token beside the answer's.
            return reply.AnswerTokens <= (long)wanted * (length + 1) || reply.AnswerTokens is null
                ? reply
                : throw new ServedException(
                    $"The server answered with {reply.AnswerTokens} tokens where {wanted} times {length} were asked for at most; it does not honour {Server.LengthField ?? "max_tokens"}.",
                    mayPass: false);
        }
        catch (ServedException e) when (e.OfPictures)
        {
            throw new ServedException($"{e.Message} Pictures: {string.Join(", ", prompt.Images.Select(i => i.Id))}.", mayPass: false, e) { Status = e.Status, OfPictures = true };
        }
    }

    /// <summary>One request; where a filter refuses the prompt, every answer to it is refused.</summary>
    private async Task<ServedReply> AttemptAsync(ChatMessage[] messages, ChatOptions options, int wanted, CancellationToken cancel)
    {
        try
        {
            return ServedReply.Of(await _client.GetResponseAsync(messages, options, cancel).ConfigureAwait(false));
        }
        catch (ServedException e) when (e.IsRefusal)
        {
            return new ServedReply([.. Enumerable.Repeat(new ServedChoice("", Truncated: false, Refused: true, null), wanted)], null, null);
        }
    }

    private DataContent Picture(IqaImage image)
    {
        if (_pictures.TryGet(image, out var kept)) return kept;
        kept = new DataContent($"data:image/png;base64,{Convert.ToBase64String(ImageCodec.EncodePng(image.Load()))}");
        _pictures.Add(image, kept);
        _pictures.Trim();
        return kept;
    }

    private ParallelOptions Parallelism(CancellationToken cancel) => new() { MaxDegreeOfParallelism = Options.Concurrency, CancellationToken = cancel };
}

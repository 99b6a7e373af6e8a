using System.Collections.Concurrent;
using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Generation.Served;
using EvoQuality.Voting;
using Microsoft.Extensions.AI;
using static EvoQuality.Kernel.Tests.ServedPictures;

namespace EvoQuality.Kernel.Tests;

public class ServedFaultTests
{
    private const int Votes = 10_000, K = 40;
    private const double FaultShare = 0.2;

    /// <summary>All faults alike, but rarer those that reach further than one request.</summary>
    private static readonly (Fault Fault, double Share)[] Storm =
    [
        (Fault.Delay, 0.01), (Fault.Death, 0.002), (Fault.Reset, 0.04), (Fault.TooMany, 0.04), (Fault.Unavailable, 0.02),
        (Fault.Malformed, 0.03), (Fault.WrongPictures, 0.005), (Fault.Duplicated, 0.03), (Fault.DoubledAnswers, 0.023),
    ];

    [Fact]
    public void Ten_thousand_votes_through_a_fifth_of_faults_are_those_without_faults()
    {
        var time = Time();
        using var proxy = new FaultProxy(Vote, Draw, time);
        using var policy = Policy(proxy, ServerAbilities.Transformers, Options with { MaxRetries = 40 }, time);
        using var calm = new ChatClientPolicy(new Faultless(), ServerAbilities.Transformers, Options, new SeedTree(4));
        var pairs = PairSampler.Sample(Images.Count, Votes / K, new SeedTree(5).Source());
        var options = new VoteOptions { K = K, Source = VoteSource.Samples, Order = PairOrder.Random, MaxNewTokens = 4 };

        var stormy = VoteCounter.Count(policy, Images, pairs, options, new SeedTree(6));

        Assert.Equal(VoteCounter.Count(calm, Images, pairs, options, new SeedTree(6)), stormy);
        Assert.Equal(Votes, stormy.Sum(v => v.Straight.Length + v.Swapped.Length));
        Assert.Equal(Votes, policy.Usage.Answers);
        Assert.Equal(Votes, policy.Usage.Requests);
        Assert.Equal(Votes, proxy.Seen.Where(s => s.Pictures.Length == 2).Select(s => (s.Seed, s.Pictures[0], s.Pictures[1])).Distinct().Count()); // asked again, never anew
        Assert.All(Storm, f => Assert.True(proxy.Injected.GetValueOrDefault(f.Fault) > 0, $"{f.Fault} was never injected."));
        var attempts = proxy.Injected.Values.Sum();
        Assert.InRange(1 - (proxy.Injected[Fault.None] / (double)attempts), FaultShare - 0.02, FaultShare + 0.02);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Votes} votes, {attempts} attempts: {string.Join(", ", proxy.Injected.OrderBy(i => i.Key).Select(i => $"{i.Value} {i.Key}"))}; {policy.Usage}");
        Assert.Contains(stormy, v => v.Straight.Contains('0') && v.Straight.Contains('1'));
    }

    [Fact]
    public void Answers_that_come_several_at_once_survive_faults_too()
    {
        var time = Time();
        using var proxy = new FaultProxy(Vote, Draw, time, seed: 2);
        using var policy = Policy(proxy, ServerAbilities.Vllm, Options with { MaxRetries = 40, SamplesPerRequest = 5 }, time);
        using var quiet = new FaultProxy(Vote);
        using var calm = Policy(quiet, ServerAbilities.Vllm, Options with { SamplesPerRequest = 5 });
        Prompt[] prompts = [.. Enumerable.Range(0, 30).Select(i => Compare with { Images = [Images[i % 12], Images[(i + 5) % 12]] })];
        var seeds = new SeedTree(9).Children(prompts.Length);

        var (stormy, expected) = (policy.Sample(prompts, 12, FourTokens, seeds), calm.Sample(prompts, 12, FourTokens, seeds));

        Assert.Equal(Texts(expected), Texts(stormy));
        Assert.Equal(30 * 12, policy.Usage.Answers);
        Assert.Equal(30 * 3, policy.Usage.Requests); // 5 + 5 + 2
    }

    [Theory]
    [InlineData(Fault.Delay)]
    [InlineData(Fault.Reset)]
    [InlineData(Fault.TooMany)]
    [InlineData(Fault.Unavailable)]
    [InlineData(Fault.Malformed)]
    [InlineData(Fault.WrongPictures)]
    [InlineData(Fault.DoubledAnswers)]
    [InlineData(Fault.Death)]
    public void Each_fault_costs_a_repetition_and_nothing_else(object fault)
    {
        var time = Time();
        var first = 0;
        using var proxy = new FaultProxy(Vote, _ => first++ == 0 ? (Fault)fault : Fault.None, time);
        using var policy = Policy(proxy, ServerAbilities.Transformers, time: time);
        using var quiet = new FaultProxy(Vote);
        using var calm = Policy(quiet, ServerAbilities.Transformers);
        Assert.Equal(Texts(calm.Sample([Compare], 1, FourTokens, [new SeedTree(1)])), Texts(policy.Sample([Compare], 1, FourTokens, [new SeedTree(1)])));
        Assert.InRange(policy.Usage.Retries, 1, (Fault)fault == Fault.Death ? Options.MaxRetries : 1);
        Assert.Equal(1, policy.Usage.Answers);
    }

    [Fact]
    public void A_reply_that_comes_twice_is_not_the_answer_to_the_next_question()
    {
        var asked = 0;
        using var proxy = new FaultProxy(_ => ServedAnswer.Of($"{asked++}"), _ => Fault.Duplicated, Time());
        using var policy = Policy(proxy, ServerAbilities.Transformers, Options with { Concurrency = 1 });
        var answers = policy.Sample([Compare], 5, FourTokens, [new SeedTree(1)])[0];
        Assert.Equal(["0", "1", "2", "3", "4"], answers.Select(c => c.Text));
        Assert.Equal(0, policy.Usage.Retries);
    }

    [Fact]
    public void Waits_double_up_to_the_longest_and_half_of_each_is_random()
    {
        var time = Time();
        using var proxy = new FaultProxy(_ => ServedAnswer.Error(500, "broken"), time: time);
        using var policy = Policy(proxy, ServerAbilities.Vllm, Options with { MaxRetries = 6, FirstDelaySeconds = 1, LongestDelaySeconds = 10 }, time);
        var fault = Assert.Throws<ServedException>(() => policy.Sample([Compare], 1, FourTokens, [new SeedTree(1)]));
        double[] full = [1, 2, 4, 8, 10, 10];
        Assert.Equal(full.Length, time.Waits.Count);
        Assert.All(time.Waits.Zip(full), w => Assert.InRange(w.First.TotalSeconds, w.Second / 2, w.Second));
        Assert.True(time.Waits.Zip(full, (w, f) => w.TotalSeconds / f).Distinct().Count() > 3, "The waits do not vary.");
        Assert.Contains("asked 7 times", fault.Message, StringComparison.Ordinal);
        Assert.Contains("broken", fault.Message, StringComparison.Ordinal);
        Assert.Equal(6, policy.Usage.Retries);
    }

    [Fact]
    public void Retry_After_is_waited_for()
    {
        var time = Time();
        var first = true;
        using var proxy = new FaultProxy(
            _ =>
            {
                var answer = first ? ServedAnswer.Error(429, "slow down", "Retry-After: 90\r\n") : ServedAnswer.Of("0");
                first = false;
                return answer;
            }, time: time);
        using var policy = Policy(proxy, ServerAbilities.Vllm, time: time);
        policy.Sample([Compare], 1, FourTokens, [new SeedTree(1)]);
        Assert.Equal(90, time.Waits.Sum(w => w.TotalSeconds), 3); // a short wait of its own, then the rest
    }

    [Fact]
    public async Task No_more_requests_run_at_once_than_allowed()
    {
        using var gate = new SemaphoreSlim(0);
        using var client = new Counting(gate);
        using var policy = new ChatClientPolicy(client, ServerAbilities.Plain, Options with { Concurrency = 3 }, new SeedTree(1), Time());
        var stop = TestContext.Current.CancellationToken;
        var (one, other) = (policy.SampleAsync([Compare], 5, FourTokens, [new SeedTree(1)], stop), policy.SampleAsync([Compare], 5, FourTokens, [new SeedTree(2)], stop));
        for (var request = 0; request < 3; request++) await client.Came.WaitAsync(stop);
        for (var request = 3; request < 10; request++)
        {
            Assert.Equal(0, client.Came.CurrentCount); // a fourth comes when one of the three has gone
            gate.Release();
            await client.Came.WaitAsync(stop);
        }

        gate.Release(3);
        await Task.WhenAll(one, other);
        Assert.Equal(3, client.Most);
        Assert.Equal(10, policy.Usage.Answers);
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting()
    {
        using var gate = new SemaphoreSlim(0);
        using var client = new Counting(gate);
        using var policy = new ChatClientPolicy(client, ServerAbilities.Plain, Options, new SeedTree(1), Time());
        using var stop = new CancellationTokenSource();
        var work = policy.SampleAsync([Compare], 5, FourTokens, [new SeedTree(1)], stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        Assert.Equal(0, policy.Usage.Retries);
    }

    private static Fault Draw(SeededSource source)
    {
        var draw = source.NextDouble();
        foreach (var (fault, share) in Storm)
        {
            if (draw < share) return fault;
            draw -= share;
        }

        return Fault.None;
    }

    /// <summary>Votes that depend on the pictures, their order and the seed alone; refuses a request that lost a picture.</summary>
    private static ServedAnswer Vote(SeenRequest request) => request.Pictures is [var first, var second]
        ? ServedAnswer.Of([.. Enumerable.Range(0, request.Samples).Select(i => Vote(request.Seed, i, first, second))])
        : ServedAnswer.Error(400, $"expected 2 images, found {request.Pictures.Length}");

    private static string Vote(ulong seed, int sample, string first, string second) =>
        new SeedTree(seed).Child(sample).Child(first).Child(second).Source().NextDouble() switch { < 0.5 => "0", < 0.9 => "1", _ => "I cannot tell." };

    private static IEnumerable<string> Texts(IReadOnlyList<IReadOnlyList<Completion>> answers) => answers.SelectMany(a => a.Select(c => c.Text));

    /// <summary>The same votes without a server.</summary>
    private sealed class Faultless : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var pictures = messages.Single().Contents.OfType<DataContent>().Select(d => d.Uri).ToArray();
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, Vote((ulong)options!.Seed!.Value, 0, pictures[0], pictures[1]))));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    /// <summary>Answers when the gate lets it, and counts who waits.</summary>
    private sealed class Counting(SemaphoreSlim gate) : IChatClient
    {
        private readonly ConcurrentDictionary<int, int> _most = [];
        private int _inside;

        /// <summary>Released by each request that came.</summary>
        public SemaphoreSlim Came { get; } = new(0);

        public int Most => _most.Keys.DefaultIfEmpty(0).Max();

        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            _most[Interlocked.Increment(ref _inside)] = 1;
            Came.Release();
            await gate.WaitAsync(cancellationToken);
            Interlocked.Decrement(ref _inside);
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, "0"));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() => Came.Dispose();
    }
}

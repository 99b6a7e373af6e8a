using EvoQuality.Datasets;
using EvoQuality.Evaluation;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Generation.Served;
using EvoQuality.Imaging;
using EvoQuality.Voting;
using static EvoQuality.Kernel.Tests.ServedPictures;

namespace EvoQuality.Kernel.Tests;

public class ChatClientPolicyTests
{
    private static readonly string[] Votes = ["0", "1"];
    private static readonly SeedTree[] OneSeed = [new SeedTree(1)];

    [Theory]
    [InlineData("vllm", "max_tokens min_p n repetition_penalty seed temperature top_k top_p")]
    [InlineData("sglang", "max_tokens min_p n repetition_penalty seed temperature top_k top_p")]
    [InlineData("transformers", "generation_config max_tokens seed temperature top_p")]
    [InlineData("ollama", "max_tokens seed temperature top_p")]
    [InlineData("openai", "max_completion_tokens n seed temperature top_p")]
    [InlineData("plain", "max_tokens temperature top_p")]
    public void A_server_is_sent_the_fields_that_it_takes(string server, string fields)
    {
        using var proxy = new FaultProxy(r => ServedAnswer.Of([.. Enumerable.Repeat("1", r.Samples)]));
        using var policy = Policy(proxy, ServerAbilities.ByName(server));
        Assert.Equal(3, policy.Sample([Compare], 3, FourTokens, OneSeed)[0].Count);
        Assert.All(proxy.Seen, r => Assert.Equal(fields, string.Join(' ', r.Fields)));
        Assert.Equal(policy.Server.Samples ? 1 : 3, proxy.Seen.Count);
    }

    [Fact]
    public void Pictures_come_first_and_arrive_to_the_last_bit()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Of("1"));
        using var policy = Policy(proxy, ServerAbilities.Vllm);
        policy.Sample([Compare], 1, FourTokens, OneSeed);
        var seen = Assert.Single(proxy.Seen);
        Assert.Equal(Compare.Text, seen.Text);
        Assert.Equal(
            Compare.Images.Select(i => i.Load().Pixels),
            seen.Pictures.Select(p => ImageCodec.Decode(Convert.FromBase64String(p["data:image/png;base64,".Length..]), "sent").Pixels));
        Assert.Equal(["image_url", "image_url", "text"], seen.Body["messages"]![0]!["content"]!.AsArray().Select(p => p!["type"]!.GetValue<string>()));
    }

    [Fact]
    public void Every_request_has_a_seed_of_its_own_and_the_same_one_next_time()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Of("1"));
        using var policy = Policy(proxy, ServerAbilities.Ollama);
        var seeds = new SeedTree(4).Children(2);
        policy.Sample([Compare, Compare], 4, FourTokens, seeds);
        ulong[] first = [.. proxy.Seen.Select(s => s.Seed).Order()];
        policy.Sample([Compare], 4, FourTokens, [seeds[1]]);
        ulong[] again = [.. proxy.Seen.Skip(8).Select(s => s.Seed)];
        Assert.Equal(8, first.Distinct().Count());
        Assert.All(first, s => Assert.InRange(s, 0UL, (ulong)int.MaxValue));
        Assert.Equal(4, first.Intersect(again).Count());
    }

    [Fact]
    public void The_likeliest_answer_is_asked_for_once()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Of("3.21"));
        using var policy = Policy(proxy, ServerAbilities.Vllm);
        var answers = policy.Sample([Score], 7, FourTokens with { Temperature = 0 }, OneSeed)[0];
        Assert.Equal(Enumerable.Repeat("3.21", 7), answers.Select(a => a.Text));
        Assert.Single(proxy.Seen);
    }

    [Fact]
    public void All_of_a_checkpoints_own_sampling_is_overruled()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Of("1"));
        using var transformers = Policy(proxy, ServerAbilities.Transformers);
        transformers.Sample([Compare], 1, FourTokens, OneSeed);
        using var vllm = Policy(proxy, ServerAbilities.Vllm);
        vllm.Sample([Compare], 1, FourTokens, OneSeed);
        Assert.Equal(
            """{"do_sample":true,"max_new_tokens":4,"num_beams":1,"repetition_penalty":1,"top_k":0,"top_p":1,"temperature":1}""",
            proxy.Seen.ElementAt(0).Body["generation_config"]!.GetValue<string>());
        Assert.Equal(-1, proxy.Seen.ElementAt(1).Body["top_k"]!.GetValue<int>());
        Assert.Equal(1, proxy.Seen.ElementAt(1).Body["repetition_penalty"]!.GetValue<double>());
    }

    [Fact]
    public void Top_k_is_sent_where_it_is_taken_and_refused_elsewhere()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Of("1"));
        using var vllm = Policy(proxy, ServerAbilities.Vllm);
        vllm.Sample([Compare], 1, FourTokens with { TopK = 3 }, OneSeed);
        Assert.Equal(3, proxy.Seen.Single().Body["top_k"]!.GetValue<int>());
        using var ollama = Policy(proxy, ServerAbilities.Ollama);
        Assert.Throws<NotSupportedException>(() => ollama.Sample([Compare], 1, FourTokens with { TopK = 3 }, OneSeed));
        Assert.Single(proxy.Seen);
    }

    [Theory]
    [InlineData("message")]
    [InlineData("filter")]
    public void A_refusal_is_a_counted_abstention(string by)
    {
        using var proxy = new FaultProxy(_ => by == "message" ? ServedAnswer.Refusal() : ServedAnswer.Ending("1", "content_filter"));
        using var policy = Policy(proxy, ServerAbilities.Transformers);
        var votes = VoteCounter.Count(
            policy, Images, [new ImagePair(0, 1)], new VoteOptions { K = 4, Source = VoteSource.Samples, MaxNewTokens = 4 }, new SeedTree(1));
        Assert.Equal(new VoteTally(0, 0, 4), votes[0].Tally);
        Assert.Equal(4, policy.Usage.Refusals);
    }

    [Fact]
    public void A_refusal_is_an_abstention_where_probabilities_are_read_too()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Refusal());
        using var policy = Policy(proxy, ServerAbilities.Vllm);
        foreach (var temperature in new[] { 0.5, 1, 2 }) Assert.Equal([0, 0], policy.ChoiceProbabilities([Compare], Votes, temperature)[0]);
        var options = new VoteOptions { K = 4, Preferences = new() { Evidence = PreferenceEvidence.Probability } };
        var votes = VoteCounter.Count(policy, Images, [new ImagePair(0, 1)], options, new SeedTree(1))[0];
        Assert.Equal((new VoteTally(0, 0, 4), null), (votes.Tally, votes.Probability));
        Assert.Null(options.Preferences.Decide(votes)); // and not a tie
        var read = policy.ScoreDistributions([Score])[0];
        Assert.Equal((0, null), (read.ParsedShare, read.Mean));
        var scores = ScorePredictor.Predict(policy, [Images[2]], new ScoreOptions { Samples = 1, MaxNewTokens = 8 }, new SeedTree(1))[0];
        Assert.Equal((null, null, null), (scores.Single, scores.Expected, scores.Entropy));
    }

    [Theory]
    [InlineData("content_filter", "The response was filtered due to the prompt's image.")]
    [InlineData("content_policy_violation", "Your request was rejected; the model was not asked.")]
    public void A_prompt_that_a_filter_refuses_is_an_abstention_of_every_answer(string code, string said)
    {
        using var proxy = new FaultProxy(_ => new ServedAnswer(400, $$$"""{"error":{"message":"{{{said}}}","type":null,"code":"{{{code}}}","status":400}}"""));
        using var policy = Policy(proxy, ServerAbilities.Vllm);
        var options = new VoteOptions { K = 6, Source = VoteSource.Samples, Order = PairOrder.Fixed, MaxNewTokens = 4 };
        Assert.Equal(new VoteTally(0, 0, 6), VoteCounter.Count(policy, Images, [new ImagePair(0, 1)], options, new SeedTree(1))[0].Tally);
        Assert.Equal(new ServedUsage(1, 0, 6, 6, 0, 0, 0, 0), policy.Usage);
        Assert.Equal([0, 0], policy.ChoiceProbabilities([Compare], Votes)[0]);
        Assert.Equal(2, proxy.Seen.Count); // not asked again, and no list of models
    }

    [Fact]
    public void A_beginning_that_a_server_refuses_to_go_on_with_is_no_score()
    {
        using var proxy = new FaultProxy(r => r.Begun == "5" ? ServedAnswer.Refusal() : ScoreModel(r));
        using var policy = Policy(proxy, ServerAbilities.Vllm);
        Assert.Equal(0.6 * 0.9, policy.ScoreDistributions([Score])[0].ParsedShare, 9);
    }

    [Fact]
    public void An_answer_that_ran_into_the_limit_says_so()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Ending("I look at", "length", 4));
        using var policy = Policy(proxy, ServerAbilities.Transformers);
        Assert.True(policy.Sample([Compare], 1, FourTokens, OneSeed)[0][0].Truncated);
    }

    [Fact]
    public void A_longer_answer_than_asked_for_is_an_error()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Ending("I could go on and on", "stop", 60));
        using var policy = Policy(proxy, ServerAbilities.OpenAI);
        var fault = Assert.Throws<ServedException>(() => policy.Sample([Compare], 1, FourTokens, OneSeed));
        Assert.Equal("The server answered with 60 tokens where 1 times 4 were asked for at most; it does not honour max_completion_tokens.", fault.Message);
        Assert.Single(proxy.Seen);
    }

    [Fact]
    public void A_picture_that_cannot_be_read_is_named_before_anything_is_asked()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Of("1"));
        using var policy = Policy(proxy, ServerAbilities.Vllm);
        var broken = new IqaImage("broken.jpg", () => ImageCodec.Decode([1, 2, 3], "broken.jpg"));
        var fault = Assert.Throws<InvalidDataException>(() => policy.Sample([new Prompt([broken], "Rate it.")], 2, FourTokens, OneSeed));
        Assert.Contains("broken.jpg", fault.Message, StringComparison.Ordinal);
        Assert.Empty(proxy.Seen);
    }

    [Fact]
    public void Tokens_have_a_price()
    {
        using var proxy = new FaultProxy(r => ServedAnswer.Of([.. Enumerable.Repeat("1", r.Samples)]));
        using var policy = Policy(proxy, ServerAbilities.Vllm, Options with { PromptPrice = 2e6, AnswerPrice = 3e6 });
        policy.Sample([Compare, Compare], 3, FourTokens, new SeedTree(1).Children(2));
        Assert.Equal(new ServedUsage(2, 0, 6, 0, 20, 12, (20 * 2) + (12 * 3), 0), policy.Usage);
        Assert.Contains("6 answers to 2 requests", policy.Usage.ToString(), StringComparison.Ordinal);
        Assert.Contains("cost 76.00", policy.Usage.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_of_a_reply_that_is_not_taken_are_counted_too()
    {
        var first = true;
        using var proxy = new FaultProxy(_ =>
        {
            var answer = first ? ServedAnswer.Of("1", "1") : ServedAnswer.Of("1"); // two answers where one was asked for
            first = false;
            return answer;
        });
        using var policy = Policy(proxy, ServerAbilities.Vllm);
        policy.Sample([Compare], 1, FourTokens, OneSeed);
        Assert.Equal((1, 1, 20, 6), (policy.Usage.Requests, policy.Usage.Answers, policy.Usage.PromptTokens, policy.Usage.AnswerTokens));
    }

    [Fact]
    public void Votes_are_drawn_from_the_probabilities_that_a_server_tells()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Likeliest(("0", 0.7), ("1", 0.25), ("The", 0.05)));
        using var policy = Policy(proxy, ServerAbilities.Vllm);
        var read = policy.ChoiceProbabilities([Compare], Votes)[0];
        Assert.Equal(0.7, read[0], 12);
        Assert.Equal(0.25, read[1], 12);
        var seen = Assert.Single(proxy.Seen);
        Assert.Equal(1, seen.Body["max_tokens"]!.GetValue<int>());
        Assert.True(seen.Body["logprobs"]!.GetValue<bool>());
        Assert.Equal(20, seen.Body["top_logprobs"]!.GetValue<int>());
        Assert.Equal(1, seen.Body["temperature"]!.GetValue<double>());
        var votes = VoteCounter.Count(policy, Images, [new ImagePair(0, 1)], new VoteOptions { K = 400, Order = PairOrder.Balanced }, new SeedTree(2));
        Assert.Equal(3, proxy.Seen.Count); // both orders, once each
        Assert.InRange(votes[0].StraightTally.First, 119, 161); // 99.9 % of a binomial of 200 and 0.7
    }

    [Fact]
    public void At_another_temperature_the_listed_powers_are_divided_by_their_sum()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Likeliest(("0", 0.6), ("1", 0.3), ("The", 0.1)));
        using var policy = Policy(proxy, ServerAbilities.Vllm);
        var read = policy.ChoiceProbabilities([Compare], Votes, 0.5)[0];
        Assert.Equal(0.36 / 0.46, read[0], 12); // 0.6 squared over the sum of squares
        Assert.Equal(0.09 / 0.46, read[1], 12);
    }

    [Fact]
    public void A_choice_that_is_not_listed_counts_nothing_while_it_cannot_be_much()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Likeliest(("0", 0.99995), ("A", 0.00002), ("B", 0.00001)));
        using var policy = Policy(proxy, ServerAbilities.Vllm);
        Assert.Equal(0, policy.ChoiceProbabilities([Compare], Votes)[0][1]);
    }

    [Fact]
    public void Probability_that_may_hide_behind_the_list_is_an_error()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Likeliest(("0", 0.9), ("The", 0.01), ("A", 0.01)));
        using var policy = Policy(proxy, ServerAbilities.Vllm);
        var fault = Assert.Throws<ServedException>(() => policy.ChoiceProbabilities([Compare], Votes));
        Assert.Contains("may hide 0.01 of", fault.Message, StringComparison.Ordinal); // "1" has at most what the least listed has
        Assert.Contains("TopLogProbs", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_log_probabilities_votes_are_to_be_sampled()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Of("1"));
        using var deaf = Policy(proxy, ServerAbilities.Transformers);
        Assert.Contains(
            "set the vote source to samples", Assert.Throws<NotSupportedException>(() => deaf.ChoiceProbabilities([Compare], Votes)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "set the vote source to samples",
            Assert.Throws<ArgumentException>(() => VoteCounter.Count(deaf, Images, [new ImagePair(0, 1)], new VoteOptions(), new SeedTree(1))).Message,
            StringComparison.Ordinal);
        Assert.Empty(proxy.Seen);
        using var silent = Policy(proxy, ServerAbilities.Vllm); // said to tell them, but does not
        Assert.Contains(
            "set the vote source to samples", Assert.Throws<ServedException>(() => silent.ChoiceProbabilities([Compare], Votes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_score_distribution_is_the_product_along_every_beginning()
    {
        using var proxy = new FaultProxy(ScoreModel);
        using var policy = Policy(proxy, ServerAbilities.Vllm);
        var read = policy.ScoreDistributions([Score])[0];
        Assert.Equal(0.6 * 0.9 * 0.5 * 1.0, read.Probabilities[Index(3.47)] * read.ParsedShare, 9);
        Assert.Equal(0.6 * 0.9 * 0.5 * 0.25, read.Probabilities[Index(3.50)] * read.ParsedShare, 9);
        Assert.Equal(0.4 * 1.0 * 0.8 * 0.25, read.Probabilities[Index(5.00)] * read.ParsedShare, 9); // 5.1 is no score
        Assert.Equal((0.6 * 0.9 * 0.5) + (0.6 * 0.9 * 0.5) + (0.4 * 0.8 * 0.25), read.ParsedShare, 9);
        Assert.All(proxy.Seen.Where(s => s.Begun.Length > 0), s =>
        {
            Assert.True(s.Body["continue_final_message"]!.GetValue<bool>());
            Assert.False(s.Body["add_generation_prompt"]!.GetValue<bool>());
        });
    }

    [Fact]
    public void Scores_of_a_server_that_begins_no_answers_come_from_samples()
    {
        using var proxy = new FaultProxy(_ => ServedAnswer.Of("3.20"));
        using var policy = Policy(proxy, ServerAbilities.OpenAI with { Samples = false });
        var scores = ScorePredictor.Predict(policy, [.. Images.Take(2)], new ScoreOptions { Samples = 2, MaxNewTokens = 8 }, new SeedTree(1));
        Assert.All(scores, s => Assert.Equal(3.2, s.Samples[0]));
        Assert.Throws<NotSupportedException>(() => policy.ScoreDistributions([Score]));
    }

    /// <summary>A model of few beginnings: 3.47, 3.5x, 5.0x and 5.1x.</summary>
    private static ServedAnswer ScoreModel(SeenRequest request)
    {
        (string, double)[] Digits(params (int Digit, double Probability)[] given) =>
            [.. Enumerable.Range(0, 10).Select(d => (d.ToString(), given.FirstOrDefault(g => g.Digit == d).Probability))];
        return ServedAnswer.Likeliest(request.Begun switch
        {
            "" => Digits((3, 0.6), (5, 0.4)),
            "3" => [(".", 0.9), ("!", 0.1)],
            "5" => [(".", 1)],
            "3." => Digits((4, 0.5), (5, 0.5)),
            "3.4" => Digits((7, 1)),
            "3.5" => Digits((0, 0.25), (1, 0.75)),
            "5." => Digits((0, 0.8), (1, 0.2)),
            "5.0" => Digits((0, 0.25), (1, 0.75)),
            var other => throw new InvalidOperationException($"'{other}' was not to be asked."),
        });
    }

    private static int Index(double score) => (int)Math.Round((score - 1) * 100);
}

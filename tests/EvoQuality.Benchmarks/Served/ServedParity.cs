using EvoQuality.Datasets;
using EvoQuality.Foundations;
using EvoQuality.Generation;
using EvoQuality.Generation.Served;
using EvoQuality.Language;
using MathNet.Numerics.Distributions;

namespace EvoQuality.Benchmarks.Served;

/// <summary>Asks a server what the same checkpoint is asked here.</summary>
public static class ServedParity
{
    /// <summary>Largest difference of a probability: single precision through some hundred layers' roundings stays far below.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>Each side of the 99.9 % bounds of a binomial.</summary>
    public const double Tail = 0.0005;

    private const int GreedyTokens = 40;
    private const int VoteTokens = 4;
    private static readonly string[] Choices = ["0", "1"];

    /// <param name="local">The checkpoint here.</param>
    /// <param name="served">The checkpoint behind a server.</param>
    /// <param name="pictures">Generated pictures; each is scored, and compared with the next.</param>
    /// <param name="prompts">Comparisons that are sampled.</param>
    /// <param name="samples">Votes on each.</param>
    /// <param name="distributions">Pictures whose score distribution is read, sixty requests each.</param>
    /// <param name="seed">Root of all draws.</param>
    public static ServedParityResult Measure(
        QwenPolicy local, ChatClientPolicy served, IReadOnlyList<IqaImage> pictures, int prompts, int samples, int distributions, SeedTree seed)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(served);
        ArgumentNullException.ThrowIfNull(pictures);
        Prompt[] compared = [.. pictures.Select((p, i) => new Prompt([p, pictures[(i + 1) % pictures.Count]], AnswerStyle.Direct.ComparePrompt()))];
        Prompt[] scored = [.. pictures.Select(p => new Prompt([p], AnswerStyle.Direct.ScorePrompt()))];
        Prompt[] questions =
        [
            .. compared, .. scored,
            .. compared.Select(p => p with { Text = AnswerStyle.Reasoning.ComparePrompt() }), .. scored.Select(p => p with { Text = AnswerStyle.Reasoning.ScorePrompt() }),
        ];
        var greedy = new SamplingOptions { Temperature = 0, MaxNewTokens = GreedyTokens };
        var (ours, theirs) = (Texts(local, questions, greedy, seed), Texts(served, questions, greedy, seed));

        Prompt[] voted = compared[..prompts];
        var probabilities = local.ChoiceProbabilities(voted, Choices);
        var votes = served.Sample(voted, samples, new SamplingOptions { MaxNewTokens = VoteTokens }, seed.Child("votes").Children(prompts));
        VoteShare[] shares = [.. votes.Zip(probabilities, (v, p) => Share(v.Count(c => AnswerParser.Vote(c.Text) == 0), v.Count, p[0]))];

        double? choices = null, scores = null, means = null;
        if (served.TellsChoices)
            choices = served.ChoiceProbabilities(compared, Choices).Zip(local.ChoiceProbabilities(compared, Choices), Largest).Max();
        if (served.TellsScores)
        {
            var (read, own) = (served.ScoreDistributions(scored[..distributions]), local.ScoreDistributions(scored[..distributions]));
            scores = read.Zip(own, (r, o) => Largest(Weights(r), Weights(o))).Max();
            means = read.Zip(own, (r, o) => Math.Abs(r.Mean!.Value - o.Mean!.Value)).Max();
        }

        return new ServedParityResult
        {
            Server = served.Server.Name,
            Greedy = questions.Length,
            Different = [.. theirs.Zip(ours).Where(t => t.First != t.Second).Select(t => $"{t.First} | {t.Second}")],
            Votes = shares.Sum(s => s.Of),
            Shares = shares,
            Choices = choices,
            Scores = scores,
            Means = means,
            Usage = served.Usage,
        };
    }

    private static string[] Texts(IPolicy policy, Prompt[] prompts, SamplingOptions options, SeedTree seed) =>
        [.. policy.Sample(prompts, 1, options, seed.Children(prompts.Length)).Select(c => c[0].Text)];

    private static VoteShare Share(int first, int of, double probability)
    {
        var upTo = Binomial.CDF(probability, of, first);
        var from = first == 0 ? 1 : 1 - Binomial.CDF(probability, of, first - 1);
        return new VoteShare(first, of, probability, Math.Min(upTo, from));
    }

    private static double Largest(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();

    private static double[] Weights(ScoreDistribution d) => [.. d.Probabilities.Select(p => p * d.ParsedShare)];
}
